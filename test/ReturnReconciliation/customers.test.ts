import {
	customerFormats,
	type CustomerFormat,
	type CustomerRecord,
} from '../../nodes/ReturnReconciliation/customers/read';
import { duplicateCustomers } from '../../nodes/ReturnReconciliation/customers/duplicates';

const read = (format: CustomerFormat, item: object) => customerFormats[format].read(item as never);
const contact = (id: number, more: object = {}) =>
	read('odooContact', {
		id,
		name: 'Jo Example',
		email: 'jo@example.com',
		phone: false,
		street: false,
		zip: false,
		city: false,
		type: 'contact',
		parent_id: false,
		active: true,
		create_date: `2026-01-0${id} 10:00:00`,
		sale_order_count: 0,
		...more,
	});
const idsOf = (records: CustomerRecord[]) =>
	duplicateCustomers(records).map(({ certainty, because, merges }) => [
		certainty,
		because.join(', '),
		...merges.map(({ system, keep, merge }) => `${system}: ${merge.map(({ id }) => id).join(' ')} into ${keep.id}`),
	]);

describe('customers who are there twice', () => {
	it('are found by one e-mail address, and the one with most orders is kept', () => {
		const all = [
			...contact(1),
			...contact(2, { email: ' JO@Example.com', sale_order_count: 3, phone: '+49 30 1234567' }),
		];
		expect(idsOf(all)).toEqual([['sure', 'the same e-mail address', 'odoo: 1 into 2']]);
		expect(idsOf([...all].reverse())).toEqual(idsOf(all));
	});
	it('of equal ones the oldest is kept, and takes what it lacks', () => {
		const [{ merges }] = duplicateCustomers([...contact(2, { phone: '030 1234567' }), ...contact(1)]);
		expect(merges).toMatchObject([{ keep: { id: '1' }, merge: [{ id: '2' }] }]);
		expect(merges[0].takes).toEqual({ phone: '030 1234567' });
	});
	it.each([
		['one address of two names: a family may share it', contact(2, { name: 'Kim Example' }), 'the same e-mail address'],
		[
			'phone number, with and without the code of the country, and name',
			contact(2, { email: false, phone: '030 1234567', name: 'EXAMPLE, Jo' }),
			'the same phone number and name',
		],
		[
			'name and address, with other accents',
			contact(2, {
				email: 'other@example.com',
				name: 'J\u00f3 Example',
				street: 'Main Street 1',
				zip: '10115',
				city: 'Berlin',
			}),
			'the same name and address',
		],
	])('are only likely by %s', (_name, other, because) => {
		const first = contact(1, { phone: '+49 30 1234567', street: 'Main street 1', zip: '10115', city: 'Berlin' });
		expect(idsOf([...first, ...other])).toEqual([['likely', because, 'odoo: 2 into 1']]);
	});
	it.each([
		['another person at the same phone', contact(2, { email: false, name: 'Kim Other', phone: '+49 30 1234567' })],
		['another person of the same name', contact(2, { email: 'kim@example.com' })],
		['the same name in the same city', contact(2, { email: false, city: 'Berlin' })],
		['an address of the contact', contact(2, { parent_id: [1, 'Jo Example'], type: 'delivery' })],
		['a contact that was archived', contact(2, { active: false })],
		['the same record, read twice', contact(1)],
		['the same person in another system', read('stripeCustomer', { id: 'cus_1', email: 'jo@example.com', created: 1 })],
	])('are not: %s', (_name, other) => {
		expect(duplicateCustomers([...contact(1, { phone: '+49 30 1234567', city: 'Berlin' }), ...other])).toEqual([]);
	});
	it('are followed over systems, each merged in its own', () => {
		const shopify = (id: number, email: string, orders: string) =>
			read('shopifyCustomer', {
				id: `gid://shopify/Customer/${id}`,
				displayName: 'Jo Example',
				defaultEmailAddress: { emailAddress: email },
				defaultPhoneNumber: { phoneNumber: '+49301234567' },
				numberOfOrders: orders,
			});
		const found = duplicateCustomers([
			...contact(1),
			...contact(2, { email: 'jo.work@example.com', phone: '030 1234567' }),
			...shopify(7, 'jo@example.com', '1'),
			...shopify(8, 'jo.work@example.com', '12'),
			...read('stripeCustomer', { id: 'cus_1', email: 'jo@example.com', created: 1 }),
		]);
		expect(found).toHaveLength(1);
		expect(found[0]).toMatchObject({
			certainty: 'likely',
			merges: [
				{ system: 'odoo', keep: { id: '1' }, merge: [{ id: '2' }] },
				{ system: 'shopify', keep: { id: 'gid://shopify/Customer/8' }, merge: [{ id: 'gid://shopify/Customer/7' }] },
			],
		});
	});
	it('are found in cases: by the customer that each system has for its order', () => {
		const item = (shop: string) => ({
			case: {
				customer: { email: 'jo@example.com', providerIds: {} },
				orders: {
					shopify: { customer: { email: 'jo@example.com', providerIds: { 'shopify.customer': shop } } },
					odoo: { customer: { email: 'jo@example.com', providerIds: { 'odoo.partner': '5' } } },
				},
			},
		});
		expect(idsOf([item('s1'), item('s2'), item('s2')].flatMap((one) => read('case', one)))).toEqual([
			['sure', 'the same e-mail address', 'shopify: s2 into s1'],
		]);
	});
});
