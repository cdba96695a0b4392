import type { CaseState } from '../../shared/case/caseState';
import { wordKinds } from '../../shared/case/foundBy';
import { asReference, seesBrand } from '../../shared/model';
import type { Desk } from '../session/desk';

const most = 50;

/**
 * The returns of this person's brands that a text names, as people type or scan it: a reference, an order's number, a parcel's number, a customer's
 * e-mail or name, or an article of an open return. What it names first is all that is found.
 */
export async function searchCases(
	{ store: { cases }, rights }: Pick<Desk, 'store' | 'rights'>,
	text: string,
): Promise<CaseState[]> {
	const seen = (found: CaseState[]) => found.filter(({ brand }) => seesBrand(rights, brand));
	const reference = asReference(text);
	const byReference = reference && (await cases.get(reference));
	if (byReference) return seen([byReference]);
	for (const number of [text, `#${text}`]) {
		const found = seen(await cases.ofOrder(number, most));
		if (found.length) return found;
	}
	for (const kind of wordKinds) {
		const found = seen(await cases.foundBy(kind, text, most));
		if (found.length) return found;
	}
	return [];
}
