import { isReference } from '../../shared/model';
import type { Entry, Group } from '../match';
import type { Source } from './source';

/** Whether a record is another company's, which is compared elsewhere. */
export function isElsewhere({ record: { company }, source }: Entry, sources: Source[]): boolean {
	const companies = sources[source].only?.companies;
	return !!companies?.size && company !== undefined && !companies.has(company);
}

/**
 * Whether a group is about a return at all: one of its records names one, is booked or tagged as one, or comes from a source of which every
 * record counts. A record that names nothing itself is in when another one that it is linked with is.
 */
export function isOfReturn({ entries }: Group, sources: Source[]): boolean {
	return entries.some(({ record, source }) => {
		const { only } = sources[source];
		if (!only || record.intent !== undefined) return true;
		const { reference, journal, tags } = record;
		const isNamed =
			reference !== undefined &&
			(only.references.length ? only.references.some((start) => reference.startsWith(start)) : isReference(reference));
		return (
			isNamed || (journal !== undefined && only.journals.has(journal)) || !!tags?.some((tag) => only.tags.has(tag))
		);
	});
}
