/**
 * By then a request whose answer was lost has been carried out, or never will be. A process may stand still (a machine put to sleep, a
 * container paused) between its last look and the sending, so this is long; only what is in doubt waits for it.
 */
export const arrivalMs = 30 * 60_000;
