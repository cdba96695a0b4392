import { createHash } from 'node:crypto';
import { z } from 'zod';
import { addTo } from '../../shared/model';
import type { CustomerRecord } from './read';

const KeptRecord = z.object({
	id: z.string(),
	name: z.string().optional(),
	email: z.string().optional(),
	phone: z.string().optional(),
	address: z.string().optional(),
	orders: z.number().optional(),
	createdAt: z.string().optional(),
});

/** A person who is in a system more than once. */
export const DuplicateCustomer = z.object({
	/** The same person has the same ID in every run, as long as no record comes or goes. */
	id: z.string(),
	/** `sure`: one e-mail address and names that fit; `likely`: a person looks before anything is merged. */
	certainty: z.enum(['sure', 'likely']),
	/** By what they were found to be one. */
	because: z.array(z.string()),
	/** Per system: what to keep, and what to merge into it. */
	merges: z.array(
		z.object({
			system: z.string(),
			keep: KeptRecord,
			merge: z.array(KeptRecord),
			/** What the kept record lacks and a merged one has. */
			takes: z.object({
				name: z.string().optional(),
				email: z.string().optional(),
				phone: z.string().optional(),
				address: z.string().optional(),
			}),
			/** Where the system does that. */
			advice: z.string(),
		}),
	),
});
export type DuplicateCustomer = z.infer<typeof DuplicateCustomer>;

const advice: Record<string, string> = {
	odoo: 'In Odoo: Contacts, select both in the list, Actions, Merge; choose the kept one as Destination Contact.',
	shopify: 'In Shopify: open the kept customer, More actions, Merge customer.',
	stripe:
		'Stripe merges no customers: use the kept one from now on, and leave the payments of the others where they are.',
};

/**
 * Persons who are in one system more than once, with a proposed merge; never one that is in each system once. Pure: nothing is merged. Linked are
 * records of one e-mail address, of one phone number and name, and of one name and address.
 */
export function duplicateCustomers(given: CustomerRecord[]): DuplicateCustomer[] {
	const records = withoutRepeats(given);
	const parent = records.map((_, index) => index);
	const rootOf = (index: number): number => {
		while (parent[index] !== index) index = parent[index] = parent[parent[index]];
		return index;
	};
	const first = new Map<string, number>();
	const links = new Map<number, string[]>();
	for (const [index, record] of records.entries())
		for (const [because, key] of keysOf(record)) {
			const other = first.get(`${because} ${key}`);
			if (other === undefined) {
				first.set(`${because} ${key}`, index);
				continue;
			}
			addTo(links, index, because);
			const [a, b] = [rootOf(other), rootOf(index)];
			parent[Math.max(a, b)] = Math.min(a, b);
		}
	const persons = new Map<number, number[]>();
	for (const index of records.keys()) addTo(persons, rootOf(index), index);
	return [...persons.values()]
		.flatMap((indexes) => {
			const own = indexes.map((index) => records[index]);
			const merges = mergesOf(own);
			const because = new Set(indexes.flatMap((index) => links.get(index) ?? []));
			return merges.length ? [{ own, merges, because }] : [];
		})
		.map(({ own, merges, because }) => ({
			id: createHash('sha256')
				.update(JSON.stringify(own.map(({ system, id }) => `${system} ${id}`).sort()))
				.digest('hex')
				.slice(0, 32),
			certainty: isSure(own) ? ('sure' as const) : ('likely' as const),
			because: [...because].sort(),
			merges,
		}))
		.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** A record that came twice, of overlapping pages or of two cases, is one; later ones add what the first lacks. */
function withoutRepeats(given: CustomerRecord[]): CustomerRecord[] {
	const known = new Map<string, CustomerRecord>();
	for (const record of given) {
		const key = `${record.system} ${record.id}`;
		known.set(key, { ...record, ...known.get(key) });
	}
	return [...known.values()];
}

/** What makes two records one person. */
function keysOf({ email, phone, name, address }: CustomerRecord): Array<[because: string, key: string]> {
	const [mail, number, called, place] = [mailOf(email), numberOf(phone), wordsOf(name), wordsOf(address)];
	return [
		...(mail ? [['the same e-mail address', mail] as [string, string]] : []),
		...(number && called ? [['the same phone number and name', `${number} ${called}`] as [string, string]] : []),
		// A city alone is no address.
		...(called && place && /\d/.test(place)
			? [['the same name and address', `${called} ${place}`] as [string, string]]
			: []),
	];
}

/** Per system with more than one record: keep the one with most orders, of these the oldest. */
function mergesOf(own: CustomerRecord[]): DuplicateCustomer['merges'] {
	const systems = new Map<string, CustomerRecord[]>();
	for (const record of own) addTo(systems, record.system, record);
	return [...systems].flatMap(([system, records]) => {
		if (records.length < 2) return [];
		const [keep, ...merge] = [...records].sort(
			(one, other) =>
				(other.orders ?? 0) - (one.orders ?? 0) ||
				(one.createdAt ?? '~').localeCompare(other.createdAt ?? '~') ||
				one.id.localeCompare(other.id, 'en', { numeric: true }),
		);
		const taken = (field: 'name' | 'email' | 'phone' | 'address') => {
			const found = keep[field] ? undefined : merge.find((one) => one[field])?.[field];
			return found ? { [field]: found } : {};
		};
		return [
			{
				system,
				keep: shown(keep),
				merge: merge.map(shown),
				takes: { ...taken('name'), ...taken('email'), ...taken('phone'), ...taken('address') },
				advice: advice[system] ?? '',
			},
		];
	});
}

/** One e-mail address, and no two names that say different persons: a family may share an address. */
function isSure(own: CustomerRecord[]): boolean {
	const mails = new Set(own.map(({ email }) => mailOf(email)));
	const names = new Set(own.flatMap(({ name }) => wordsOf(name) ?? []));
	return mails.size === 1 && !mails.has(undefined) && names.size < 2;
}

function shown({ id, name, email, phone, address, orders, createdAt }: CustomerRecord) {
	return { id, name, email, phone, address, orders, createdAt };
}

function mailOf(email: string | undefined): string | undefined {
	const mail = email?.trim().toLowerCase();
	return mail?.includes('@') ? mail : undefined;
}

/** The last nine digits: with and without the code of the country. */
function numberOf(phone: string | undefined): string | undefined {
	const digits = phone?.replace(/\D/g, '') ?? '';
	return digits.length >= 7 ? digits.slice(-9) : undefined;
}

/** The words of a name or an address in any order, without accents, signs and case. */
function wordsOf(given: string | undefined): string | undefined {
	const words = given
		?.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu);
	return words?.sort().join(' ');
}
