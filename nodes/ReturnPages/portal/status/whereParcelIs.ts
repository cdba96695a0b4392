import type { CaseState } from '../../../shared/case/caseState';
import { written, type Language } from '../../../shared/model';
import { portalWords } from '../languages';

/** Where a return's goods are, for its customer, with the day on which the carrier means to bring the last parcel. Pure. */
export function whereParcelIs({ logistics, parcels = [] }: CaseState, language: Language): string {
	const { status } = portalWords[language];
	const days = parcels.flatMap(({ deliveredAt, estimatedDelivery }) =>
		deliveredAt ? [] : (dayOf(estimatedDelivery) ?? []),
	);
	const last = logistics === 'in_transit' ? days.sort().at(-1) : undefined;
	const expected = last && written(status.expectedOn, language, { day: shown(last, language) });
	return [status.logistics[logistics], expected].filter(Boolean).join(', ');
}

/** The day of what a carrier says, which names it first; undefined: it says none. */
function dayOf(said: string | undefined): string | undefined {
	const [day] = /^\d{4}-\d\d-\d\d/.exec(said ?? '') ?? [];
	return day && !Number.isNaN(Date.parse(day)) ? day : undefined;
}

/** A day as it stands, of no zone. */
const shown = (day: string, language: Language) =>
	new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));
