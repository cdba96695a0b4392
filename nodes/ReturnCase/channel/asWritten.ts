import { isObject } from '../../shared/model/jsonValues';

/** Fields that name something, which systems that count send as numbers. */
const names = ['id', 'sku', 'orderNumber', 'orderLineId', 'number', 'request', 'phone', 'postalCode'];
const counts = ['quantity', 'returnedBefore'];

/**
 * What a system wrote, as messages have it: null stands for what it does not know, numbers for names of things, and texts for counts. A number above
 * 2^53 has lost digits and stays what it is. Everything else is left for the message's form to judge. Pure.
 */
export function asWritten(given: unknown, field = '', within = ''): unknown {
	if (Array.isArray(given)) return given.map((one) => asWritten(one, '', field));
	if (isObject(given))
		return Object.fromEntries(
			Object.entries(given)
				.filter(([, value]) => value !== null)
				.map(([name, value]) => [name, asWritten(value, name, field)]),
		);
	if (typeof given === 'number' && Number.isSafeInteger(given) && (names.includes(field) || within === 'providerIds'))
		return String(given);
	if (typeof given === 'string' && counts.includes(field) && /^\d{1,9}$/.test(given.trim())) return Number(given);
	return given;
}
