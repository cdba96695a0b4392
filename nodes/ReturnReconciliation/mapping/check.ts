import { lookOf } from '../../shared/model/asItIs';
import { EffectError, invalidInput } from '../../shared/model/effectError';
import {
	FinancialRecord,
	GoodsRecord,
	isAmount,
	parsed,
	processorNames,
	recordKinds,
	refundStatuses,
} from '../../shared/model';

const kinds = new Set<unknown>(recordKinds);
const statuses = new Set<unknown>(refundStatuses);
const knownProcessors = new Set<unknown>([...processorNames, undefined]);

/**
 * A mapped item as a financial record. zod explains and normalises whatever is not in order already; it takes seconds for some
 * hundred thousand records, so those that are in order are only looked at. Throws EffectError naming the field.
 */
export function checkedRecord(candidate: unknown, source: string): FinancialRecord {
	if (isInOrder(candidate)) return candidate;
	return parsed(FinancialRecord, candidate, fieldError(source, 'record'));
}

const isGoods = lookOf(GoodsRecord);

/** A mapped item as a record of goods. Throws EffectError naming the field. */
export function checkedGoods(candidate: unknown, source: string): GoodsRecord {
	if (isGoods(candidate)) return candidate as GoodsRecord;
	return parsed(GoodsRecord, candidate, fieldError(source, 'record of goods'));
}

function fieldError(source: string, what: string) {
	return ({ at, message }: { at: string; message: string }) => {
		const field = at || what;
		const advice = 'Choose the format that this input really has in Sources, or correct the field.';
		return invalidInput(`${source}: ${field} ${message}`, advice, field);
	};
}

/** True only for what FinancialRecord would take as it is (a property test holds it to that). */
export function isInOrder(value: unknown): value is FinancialRecord {
	if (typeof value !== 'object' || value === null) return false;
	const {
		source,
		kind,
		id,
		reference,
		intent,
		amount,
		status,
		providerStatus,
		time,
		processor,
		payment,
		captured,
		company,
		journal,
		tags,
		providerIds,
	} = value as FinancialRecord;
	return (
		isText(source) &&
		isText(id) &&
		kinds.has(kind) &&
		statuses.has(status) &&
		knownProcessors.has(processor) &&
		isMoney(amount) &&
		amount.amount >= 0 &&
		(captured === undefined || isMoney(captured)) &&
		isOptionalText(reference) &&
		isOptionalText(intent) &&
		isOptionalText(payment) &&
		(providerStatus === undefined || typeof providerStatus === 'string') &&
		(time === undefined || isInstant(time)) &&
		(company === undefined || typeof company === 'string') &&
		(journal === undefined || typeof journal === 'string') &&
		(tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'))) &&
		isIds(providerIds)
	);
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value !== '';
}

function isOptionalText(value: unknown): boolean {
	return value === undefined || isText(value);
}

function isMoney(value: unknown): boolean {
	const { amount, currency } = (value ?? {}) as { amount?: unknown; currency?: unknown };
	return isAmount(amount, currency);
}

/** Days that every month has need no calendar. */
const plainInstant = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

function isInstant(value: unknown): boolean {
	if (typeof value !== 'string') return false;
	if (plainInstant.test(value)) return true;
	const time = new Date(value);
	return Number.isFinite(time.getTime()) && time.toISOString() === value;
}

function isIds(value: unknown): boolean {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	// zod leaves out an id that is called as JavaScript calls an object's prototype.
	for (const key in value)
		if (key === '__proto__' || typeof (value as Record<string, unknown>)[key] !== 'string') return false;
	return true;
}

/** Runs a mapper; what it stumbles over (a fraction of a cent, a currency that is none) becomes an EffectError. */
export function mapped<T>(source: string, map: () => T): T {
	try {
		return map();
	} catch (error) {
		if (error instanceof EffectError) throw error;
		throw invalidInput(
			`${source}: ${(error as Error).message}`,
			'Choose the format that this input really has in Sources, or correct the field.',
			'amount',
		);
	}
}
