import type { CaseException } from '../model';
import { exceptionOwners } from './transitions';

/** An exception of a code that the table of transitions knows, with its owner. */
export function exceptionOf(
	code: keyof typeof exceptionOwners,
	message: string,
	about: Pick<CaseException, 'line' | 'intent'> = {},
): CaseException {
	return { code, owner: exceptionOwners[code], message, ...about };
}
