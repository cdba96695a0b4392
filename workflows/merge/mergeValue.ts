import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './flow';

/** Absent on a side. */
type Maybe = unknown;

export interface Outcome {
	value: Maybe;
	/** Paths that the template changed and the result has taken over. */
	changed: string[];
	/** Paths that both sides changed. */
	conflicts: Array<{ field: string; yours: unknown; template: unknown }>;
}

/**
 * Merges one value. Records are merged key by key; everything else, lists too, is one thing that is taken from one side or the other.
 * What both sides changed stays as it is in the live workflow.
 */
export function mergeValue(field: string, base: Maybe, mine: Maybe, theirs: Maybe): Outcome {
	if (isDeepStrictEqual(mine, theirs) || isDeepStrictEqual(theirs, base))
		return { value: mine, changed: [], conflicts: [] };
	if (isMergeable(mine) && isMergeable(theirs) && (base === undefined || isMergeable(base)))
		return mergeRecords(field, base ?? {}, mine, theirs);
	if (isSame(mine, base)) return { value: theirs, changed: [field], conflicts: [] };
	return { value: mine, changed: [], conflicts: [{ field, yours: mine, template: theirs }] };
}

function mergeRecords(
	field: string,
	base: Record<string, unknown>,
	mine: Record<string, unknown>,
	theirs: Record<string, unknown>,
): Outcome {
	const outcome: Outcome = { value: {}, changed: [], conflicts: [] };
	for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
		const { value, changed, conflicts } = mergeValue(`${field}.${key}`, base[key], mine[key], theirs[key]);
		if (value !== undefined) (outcome.value as Record<string, unknown>)[key] = value;
		outcome.changed.push(...changed);
		outcome.conflicts.push(...conflicts);
	}
	return outcome;
}

/** A chosen record of a pick-list is one thing. */
const isMergeable = (value: unknown): value is Record<string, unknown> => isRecord(value) && !('__rl' in value);

/** Whether a live value is still what was written: n8n's editor leaves out what is empty when it saves. */
export function isSame(live: Maybe, written: Maybe): boolean {
	if (live === undefined) return isEmpty(written);
	if (isRecord(live) && isRecord(written))
		return [...new Set([...Object.keys(live), ...Object.keys(written)])].every((key) =>
			isSame(live[key], written[key]),
		);
	return isDeepStrictEqual(live, written);
}

function isEmpty(value: unknown): boolean {
	if (isRecord(value)) return Object.values(value).every(isEmpty);
	return (
		value === undefined ||
		value === null ||
		value === '' ||
		value === false ||
		(Array.isArray(value) && value.length === 0)
	);
}
