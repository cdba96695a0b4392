import type { z } from 'zod';
import { invalidInput } from '../../shared/model/effectError';
import { Address } from '../../shared/model';
import type { Parcel } from './carrier';

type Fields = Record<string, unknown>;

/** Fields given by an analyst over what is known; blank ones count as not given. */
export function merged(known: object | undefined, given: Fields | undefined): Fields {
	const filled = Object.entries(given ?? {}).filter(
		([, value]) => value !== '' && value !== undefined && value !== null,
	);
	return { ...known, ...Object.fromEntries(filled) };
}

/** A complete address, or EffectError naming what is missing of it. */
export function addressOf(fields: Fields, parameter: string, whose: string, where: string): Address {
	// People and shops write spaces around things, which some carriers refuse in a postal code.
	const trimmed = Object.entries(fields).map(([name, value]) => [
		name,
		typeof value === 'string' ? value.trim() : value,
	]);
	const parsed = Address.safeParse({
		...Object.fromEntries(trimmed.filter(([, value]) => value !== '')),
		...(typeof fields.country === 'string' && { country: fields.country.trim().toUpperCase() }),
	});
	if (parsed.success) return parsed.data;
	throw invalidInput(
		`${whose} is incomplete: ${missing(parsed.error)}`,
		where,
		`${parameter}.${parsed.error.issues[0].path.join('.')}`,
	);
}

function missing({ issues }: z.ZodError): string {
	return issues
		.map(({ path, message }) => `${path.join('.')} ${message === 'Required' ? 'is missing' : message}`)
		.join(', ');
}

/** A complete parcel in grams and centimetres, or EffectError naming what is missing of it. */
export function parcelOf(fields: Fields): Parcel {
	for (const side of ['weight', 'length', 'width', 'height']) {
		const value = Number(fields[side]);
		if (!(value > 0 && value < 1_000_000))
			throw invalidInput(
				`The parcel has no ${side}`,
				'Give it in Parcel (grams and centimetres), or store a usual parcel with Return Case: Save Settings.',
				`parcel.${side}`,
			);
	}
	return {
		weight: Number(fields.weight),
		length: Number(fields.length),
		width: Number(fields.width),
		height: Number(fields.height),
	};
}
