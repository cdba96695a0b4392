import { invalidInput } from './effectError';
import { fromDecimal, type Money } from './money';

/** The currency that a person typed, in capitals. Throws EffectError when it cannot be one. */
export function typedCurrency(text: string): string {
	const code = text.trim();
	if (/^[A-Za-z]{3}$/.test(code)) return code.toUpperCase();
	throw invalidInput(`"${text}" is no currency`, 'Give a three-letter code such as EUR.', 'currency');
}

/** The amount that a person typed, with a decimal point. Throws EffectError naming the field. */
export function typedAmount(text: string, currency: string, field: string): Money {
	try {
		return fromDecimal(text, currency);
	} catch (error) {
		throw invalidInput((error as Error).message, 'Give the amount with a point, e.g. 12.50.', field);
	}
}
