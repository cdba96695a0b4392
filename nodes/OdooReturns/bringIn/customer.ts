import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Address } from '../../shared/model';
import { Country, CountryState, CustomerRecord } from '../records/answers';
import { id, text } from '../records/answers/fields';
import { documentKey, recordsTable, type Row } from '../transport/table';
import type { Odoo } from '../transport/odoo';
import type { Situation } from './read';

/** Whose order it is, and where its goods go. */
export interface OrderCustomer {
	partner: number;
	shipTo: number;
}

/** The customer of an order when Odoo has them already, by e-mail address: never changed, only found. */
export async function findCustomer({ own, order, company }: Situation): Promise<CustomerRecord | undefined> {
	const email = order.customer?.email?.trim().toLowerCase();
	if (!email) return undefined;
	const found = await own.search('res.partner', CustomerRecord, [['email_normalized', '=', email]]);
	const fitting = found.filter(({ company_id }) => !company_id || company_id === company);
	// Of a company and its people with one address, the company's own record or the first person.
	return fitting.find(({ parent_id, type }) => !parent_id && type !== 'delivery') ?? fitting[0];
}

/** The customer, found or made once, and an address of theirs for this order when it goes elsewhere. */
export async function customerOf(at: Situation): Promise<OrderCustomer> {
	const { own, order, key } = at;
	const { name, email, phone, address } = order.customer ?? {};
	const found = await findCustomer(at);
	const place = address && (await placeOf(own, address));
	if (!found) {
		const values: Row = {
			name: name || address?.name || email || `Customer of order ${order.number}`,
			...(email && { email }),
			...((phone ?? address?.phone) && { phone: phone ?? address?.phone }),
			...place,
		};
		const keyed = email ? documentKey('customer', digest(email.trim().toLowerCase())) : `${key}.customer`;
		const [partner] = await own.load('res.partner', recordsTable([{ key: keyed, values }]));
		const made = await own.get('res.partner', CustomerRecord, partner);
		return {
			partner,
			shipTo: address && !isSame(made, address) ? await deliveryAddress(own, partner, address) : partner,
		};
	}
	const elsewhere = address && !isSame(found, address);
	return { partner: found.id, shipTo: elsewhere ? await deliveryAddress(own, found.id, address) : found.id };
}

/** An address below the customer's record, the same for the same place. */
async function deliveryAddress(own: Odoo, partner: number, address: Address): Promise<number> {
	const place = await placeOf(own, address);
	const which = digest(JSON.stringify([partner, address.name, address.phone ?? '', place]));
	const values: Row = {
		type: 'delivery',
		'parent_id/.id': partner,
		name: address.name,
		...(address.phone && { phone: address.phone }),
		...place,
	};
	const [made] = await own.load('res.partner', recordsTable([{ key: documentKey('address', which), values }]));
	return made;
}

async function placeOf(own: Odoo, { street1, street2, city, postalCode, state, country }: Address): Promise<Row> {
	const [land] = await own.search('res.country', Country, [['code', '=', country.toUpperCase()]]);
	const [part] =
		land && state
			? await own.search('res.country.state', CountryState, [
					['country_id', '=', land.id],
					['code', '=', state],
				])
			: [];
	return {
		street: street1,
		...(street2 && { street2 }),
		city,
		zip: postalCode,
		...(land && { 'country_id/.id': land.id }),
		...(part && { 'state_id/.id': part.id }),
	};
}

function isSame(partner: CustomerRecord, { street1, street2, city, postalCode, country }: Address): boolean {
	const plain = (one: string | undefined) => (one ?? '').trim().toLowerCase();
	return (
		plain(partner.street) === plain(street1) &&
		plain(partner.street2) === plain(street2) &&
		plain(partner.city) === plain(city) &&
		plain(partner.zip) === plain(postalCode) &&
		plain(partner.country_code) === plain(country)
	);
}

const Mailed = z.object({ id, email_normalized: text });

/** E-mail addresses of contacts, in lower case. */
export async function customerEmails(own: Odoo, ids: number[]): Promise<Map<number, string>> {
	const found = await own.read('res.partner', Mailed, ids);
	return new Map(found.flatMap(({ id: one, email_normalized }) => (email_normalized ? [[one, email_normalized]] : [])));
}

function digest(value: string): string {
	return createHash('sha256').update(value).digest('hex').slice(0, 20);
}
