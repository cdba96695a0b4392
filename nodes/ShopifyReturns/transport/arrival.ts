/** By then a request whose answer was lost has been carried out, or never will be. */
export const arrivalMs = 5 * 60_000;
