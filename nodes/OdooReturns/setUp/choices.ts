import { z } from 'zod';
import { EffectError, type SetUpChoice } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import type { Domain } from '../transport/wire';

/** More of one kind nobody would find in a list. */
const most = 500;

const id = z.number().int().positive();
const Named = z.object({ id, name: z.string() });
const Place = z.object({ id, complete_name: z.string(), usage: z.string() });
const Journal = Named.extend({ code: z.string(), type: z.string() });

const places = [
	'inspectionLocation',
	...['restock', 'quarantine', 'refurbish', 'vendor', 'donate', 'recycle', 'scrap'].map((one) => `destinations.${one}`),
];

/** What can be chosen in this company for each setting of Odoo, by the setting; of what this user may not see or is not installed nothing. */
export async function readChoices(odoo: Odoo, company: number | undefined): Promise<Record<string, SetUpChoice[]>> {
	const ours: Domain = company ? ['|', ['company_id', '=', false], ['company_id', '=', company]] : [];
	const read = async <S extends z.ZodRawShape>(
		model: string,
		schema: z.ZodObject<S>,
		domain: Domain,
		label: (one: z.output<z.ZodObject<S>>) => string,
	): Promise<SetUpChoice[]> => {
		const found = await seen(async () => await odoo.search(model, schema, [...ours, ...domain], { limit: most }));
		return found
			.map((one) => ({ id: (one as { id: number }).id, name: label(one) }))
			.sort((a, b) => a.name.localeCompare(b.name));
	};
	const locations = await read('stock.location', Place, [['usage', '!=', 'view']], ({ complete_name, usage }) =>
		usage === 'internal' ? complete_name : `${complete_name} (${usage})`,
	);
	const types = async (code: string) => await read('stock.picking.type', Named, [['code', '=', code]], nameOf);
	const journals = async (kinds: string[]) =>
		await read('account.journal', Journal, [['type', 'in', kinds]], ({ name, code }) => `${name} (${code})`);
	const programs = async (type: string) => await read('loyalty.program', Named, [['program_type', '=', type]], nameOf);
	const choices: Record<string, SetUpChoice[]> = {
		...Object.fromEntries(places.map((place) => [place, locations])),
		returnOperationType: await types('incoming'),
		internalOperationType: await types('internal'),
		creditNoteJournal: await journals(['sale']),
		paymentJournal: await journals(['bank', 'cash', 'credit']),
		storeCreditJournal: await journals(['general', 'bank', 'cash']),
		giftCardProgram: await programs('gift_card'),
		walletProgram: await programs('ewallet'),
	};
	return Object.fromEntries(Object.entries(choices).map(([setting, all]) => [`odoo.${setting}`, all]));
}

const nameOf = ({ name }: { name: string }) => name;

/** Nothing where the user may not look, or the app is not installed. */
async function seen<T>(read: () => Promise<T[]>): Promise<T[]> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof EffectError && (error.details.httpStatus === 403 || error.details.httpStatus === 404))
			return [];
		throw error;
	}
}
