import type { NixFailure } from '../failure.ts'
import type { Explain } from './words.ts'

/** What was fetched and is something else, or was not fetched. */
export const FETCH: Readonly<
  Record<
    'HASH_MISMATCH' | 'HASH_PLACEHOLDER' | 'URL_NOT_FOUND' | 'URL_REFUSED' | 'DOWNLOAD_FAILED',
    Explain
  >
> = {
  HASH_MISMATCH: (failure) => ({
    summary: `The hash of ${fetched(failure)} is not the one that is specified`,
    wanted: failure.mismatch?.specified,
    found: failure.mismatch?.got,
    next: 'Put the found hash in place of the other, if its content is what is meant; nixproof pins says which commit the other is of',
  }),
  HASH_PLACEHOLDER: (failure) => ({
    summary: `The hash of ${fetched(failure)} is not filled in yet`,
    wanted: `A hash instead of the placeholder ${failure.mismatch?.specified}`,
    found: failure.mismatch?.got,
    next: 'Put the found hash there, if its content is what is meant',
  }),
  URL_NOT_FOUND: ({ download }) => ({
    summary: `There is nothing at ${download?.url ?? 'the URL of a fetcher'}`,
    wanted: 'A file to download there',
    found: download?.reason || `HTTP status ${download?.status}`,
    next: 'Correct the URL, or what it is made of',
  }),
  URL_REFUSED: ({ download }) => ({
    summary: `${download?.url ?? 'What a fetcher wants'} is not given to everyone`,
    wanted: 'A file that every reader may download',
    found: download?.reason || `HTTP status ${download?.status}`,
    next: 'Publish the file, or fetch it from where no login is needed',
  }),
  DOWNLOAD_FAILED: ({ download }) => ({
    summary: `${download?.url ?? 'What a fetcher wants'} cannot be downloaded`,
    wanted: 'A server that answers with the file',
    found: download?.reason || 'No reason was given',
    next:
      download?.status === undefined
        ? 'Let the container reach it, or try again'
        : 'Try again later: it is the server that fails',
  }),
}

function fetched({ mismatch }: NixFailure): string {
  return mismatch?.url ?? `"${mismatch?.derivation}"`
}
