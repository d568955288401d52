const NOT_SIGNED =
  'its certificate is not signed by the authority in ca.pem (in DOCKER_CERT_PATH, or of the context)'
const REFUSED =
  'it refuses the client certificate, cert.pem (in DOCKER_CERT_PATH, or of the context)'
const NO_TLS = 'it does not speak TLS: unset DOCKER_TLS_VERIFY, or name another port'

/** Codes of the system, and of OpenSSL for certificates (node:tls, "X509 certificate error codes"). */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such socket',
  ECONNREFUSED: 'nothing listens there',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTSOCK: 'not a socket',
  ENOTFOUND: 'host name unknown',
  EAI_AGAIN: 'host name unknown: no answer from a name server',
  EHOSTUNREACH: 'host not reachable',
  ENETUNREACH: 'network not reachable',
  ETIMEDOUT: 'host not reachable',
  ECONNRESET: 'the connection was cut',
  SELF_SIGNED_CERT_IN_CHAIN: NOT_SIGNED,
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_SIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_SIGNED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_SIGNED,
  CERT_SIGNATURE_FAILURE: NOT_SIGNED,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: "its certificate is not valid yet: see this machine's clock",
}

/** Why an engine was not reached, in plain words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `its certificate is for another name: ${'reason' in error ? String(error.reason) : error.message}`
  }
  if (/alert (bad certificate|unknown ca|certificate \w+)/.test(error.message)) return REFUSED
  if (/wrong version number|packet length too long/.test(error.message)) return NO_TLS
  if (/HTTP request to an HTTPS server/.test(error.message)) {
    return 'it speaks TLS only: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to its ca.pem, cert.pem and key.pem'
  }
  const isFile = 'syscall' in error && error.syscall === 'open'
  return (isFile ? undefined : REASONS[code]) ?? (error.message || code || 'unknown failure')
}
