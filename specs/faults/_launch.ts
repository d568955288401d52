import type { Fault } from './_fault.ts'

const APP = ['./result/bin/sample-app-python']

/** What is built, and does not serve. */
export const LAUNCH: readonly Fault[] = [
  {
    name: 'no-flask',
    what: 'the program misses a Python module',
    code: 'PYTHON_MODULE_MISSING',
    launch: { argv: APP },
    says: '"flask"',
  },
  {
    name: 'app-exits',
    what: 'the program ends before it serves',
    code: 'SERVER_EXITED',
    launch: { argv: APP },
    says: 'The settings are missing',
  },
  {
    name: 'app-never-listens',
    what: 'the program runs and does not serve',
    code: 'SERVER_NOT_LISTENING',
    launch: { argv: APP, options: { port: 5000, timeoutMs: 4000 } },
    says: 'Waiting for better times',
  },
  {
    name: 'app-exits',
    what: 'there is no such program',
    code: 'PROGRAM_NOT_FOUND',
    launch: { argv: ['./result/bin/sample-app'] },
    says: './result/bin/sample-app',
  },
]
