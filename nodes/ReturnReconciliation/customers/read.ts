import type { CaseState } from '../../shared/case/caseState';
import { connections, type Customer } from '../../shared/model';
import { idOf, text, unwrapped, type Raw } from '../mapping/raw';

/** One record of a customer in one system. */
export interface CustomerRecord {
	/** Which system has it. */
	system: string;
	id: string;
	name?: string;
	email?: string;
	phone?: string;
	/** Street, postal code and city. */
	address?: string;
	/** How many orders it has. */
	orders?: number;
	createdAt?: string;
}

interface FormatRow {
	name: string;
	description: string;
	/** The records of one item; none when it is no customer of its own. */
	read(item: Raw): CustomerRecord[];
}

const { odoo, shopify, stripe } = connections;

/** What an input's items can look like. */
export const customerFormats = {
	case: {
		name: 'Return Case',
		description: "Cases as Return Case: Get Many gives them out: their customer, under each system's ID that they know",
		read: ofCase,
	},
	odooContact: {
		name: `${odoo.name}: Contact`,
		description:
			'Rows of res.partner with name, email, phone, street, zip, city, type, active, create_date and sale_order_count',
		read: odooContact,
	},
	shopifyCustomer: {
		name: `${shopify.name}: Customer`,
		description: 'Customers of the API: displayName, email, phone, defaultAddress, numberOfOrders and createdAt',
		read: shopifyCustomer,
	},
	stripeCustomer: {
		name: `${stripe.name}: Customer`,
		description: 'Customers of the API: name, email, phone, address and created',
		read: stripeCustomer,
	},
} satisfies Record<string, FormatRow>;
export type CustomerFormat = keyof typeof customerFormats;

/** The IDs of customers that a case can know, and whose they are. */
const idsInCases = { 'odoo.partner': 'odoo', 'shopify.customer': 'shopify' } as const;

function ofCase(item: Raw): CustomerRecord[] {
	const { customer, orders = {} } = unwrapped(item, 'case') as unknown as Pick<CaseState, 'customer' | 'orders'>;
	const known = [customer, ...Object.values(orders).map((order) => order?.customer)];
	return known.flatMap((one) =>
		Object.entries(idsInCases).flatMap(([key, system]) => {
			const { name, email, phone, address, providerIds } = (one ?? {}) as Partial<Customer>;
			const id = providerIds?.[key];
			const place = placeOf(address?.street1, address?.postalCode, address?.city);
			return id ? [record({ system, id, name, email, phone, address: place })] : [];
		}),
	);
}

/** An address of a contact, such as where goods go, is no customer of its own; one that was archived is merged or gone. */
function odooContact(item: Raw): CustomerRecord[] {
	const raw = unwrapped(item, 'record', 'contact');
	const isAddress = !!raw.parent_id && raw.type !== undefined && raw.type !== 'contact';
	if (isAddress || raw.active === false) return [];
	return [
		record({
			system: 'odoo',
			id: idIn(raw),
			name: text(raw.name),
			email: text(raw.email),
			phone: text(raw.phone) ?? text(raw.mobile),
			address: placeOf(raw.street, raw.zip, raw.city),
			orders: countOf(raw.sale_order_count),
			createdAt: text(raw.create_date),
		}),
	];
}

function shopifyCustomer(item: Raw): CustomerRecord[] {
	const raw = unwrapped(item, 'customer');
	const address = (raw.defaultAddress ?? raw.default_address ?? {}) as Raw;
	return [
		record({
			system: 'shopify',
			id: text(raw.admin_graphql_api_id) ?? idIn(raw),
			name:
				text(raw.displayName) ??
				text([raw.firstName ?? raw.first_name, raw.lastName ?? raw.last_name].filter(Boolean).join(' ')),
			email: text((raw.defaultEmailAddress as Raw | null | undefined)?.emailAddress) ?? text(raw.email),
			phone: text((raw.defaultPhoneNumber as Raw | null | undefined)?.phoneNumber) ?? text(raw.phone),
			address: placeOf(address.address1, address.zip, address.city),
			orders: countOf(raw.numberOfOrders ?? raw.orders_count),
			createdAt: text(raw.createdAt) ?? text(raw.created_at),
		}),
	];
}

function stripeCustomer(item: Raw): CustomerRecord[] {
	const raw = unwrapped(item, 'customer');
	if (raw.deleted === true) return [];
	const address = (raw.address ?? {}) as Raw;
	return [
		record({
			system: 'stripe',
			id: idIn(raw),
			name: text(raw.name),
			email: text(raw.email),
			phone: text(raw.phone),
			address: placeOf(address.line1, address.postal_code, address.city),
			createdAt: typeof raw.created === 'number' ? new Date(raw.created * 1000).toISOString() : undefined,
		}),
	];
}

function idIn(raw: Raw): string {
	const id = typeof raw.id === 'number' ? String(raw.id) : idOf(raw.id);
	if (!id) throw new RangeError('there is no id; read it with the record');
	return id;
}

function placeOf(...parts: unknown[]): string | undefined {
	return text(parts.flatMap((part) => text(part) ?? []).join(', '));
}

/** GraphQL writes large counts as text. */
function countOf(value: unknown): number | undefined {
	const count = typeof value === 'string' && value ? Number(value) : value;
	return typeof count === 'number' && Number.isFinite(count) ? count : undefined;
}

/** Without what nobody says. */
function record(given: CustomerRecord): CustomerRecord {
	return Object.fromEntries(
		Object.entries(given).filter(([, value]) => value !== undefined),
	) as unknown as CustomerRecord;
}
