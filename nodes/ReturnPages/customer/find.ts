import type { Desk } from '../session/desk';
import { searchCases } from './search';
import { customerView, type CustomerView } from './view';

/** The customer that a text names: an e-mail or a name, an order, a reference or a parcel's number. */
export async function findCustomer(desk: Pick<Desk, 'store' | 'rights'>, text: string): Promise<CustomerView> {
	const found = text ? await searchCases(desk, text) : [];
	const emails = [...new Set(found.flatMap(({ customer }) => customer?.email?.toLowerCase() ?? []))];
	// What was found by an order or a reference is of one customer: then all of theirs.
	const all = emails.length === 1 ? await searchCases(desk, emails[0]) : [];
	return await customerView(desk.store, all.length ? all : found);
}
