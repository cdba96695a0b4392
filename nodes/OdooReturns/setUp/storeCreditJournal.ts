import { z } from 'zod';
import { EffectError, type Settings } from '../../shared/model';
import { storeCreditMethodOf } from '../records/configuration';
import type { Odoo } from '../transport/odoo';
import { recordsTable, type Row } from '../transport/table';
import type { Piece } from './piece';

const id = z.number().int().positive();
const Coded = z.object({ id, code: z.union([z.string(), z.literal(false)]) });

/**
 * The journal that store credit is booked in, which pays out of a liability account; both are made when there is none. `company`: whose books
 * they are. Reads only, until the piece is mended.
 */
export async function readStoreCreditJournal(
	odoo: Odoo,
	settings: Settings['odoo'],
	company: number | undefined,
	key: (name: string) => string,
): Promise<Piece> {
	const piece: Piece = {
		key: 'storeCreditJournal',
		name: 'Journal of store credit, with the liability account that it pays out of',
		setting: 'storeCreditJournal',
		state: 'missing',
	};
	const made = async (model: string, name: string, values: Row) =>
		(await odoo.load(model, recordsTable([{ key: key(name), values }])))[0];

	async function mend(): Promise<number> {
		const account = await made('account.account', 'storeCreditAccount', {
			name: 'Store Credit',
			code: await freeCode(odoo),
			account_type: 'liability_current',
		});
		const journal = await made('account.journal', 'storeCreditJournal', {
			name: 'Store Credit',
			code: 'SCRED',
			type: 'cash',
			'company_id/.id': company,
		});
		const methods = await odoo.search('account.payment.method.line', z.object({ id }), [
			['journal_id', '=', journal],
			['payment_type', '=', 'outbound'],
		]);
		await odoo.call(
			'account.payment.method.line',
			'write',
			{ ids: methods.map((one) => one.id), vals: { payment_account_id: account } },
			{ repeatable: true },
		);
		return journal;
	}

	try {
		return { ...piece, id: (await storeCreditMethodOf(odoo, settings)).journal, state: 'present' };
	} catch (error) {
		if (!(error instanceof EffectError) || error.category !== 'configuration') throw error;
		const none = /^No journal/.test(error.message) && !settings.storeCreditJournal;
		return none
			? { ...piece, mend }
			: { ...piece, state: 'by_hand', todo: `${error.message}. ${error.details.advice ?? ''}`.trim() };
	}
}

/** A number for an account that no other has: after those of the liabilities, as long as they are. */
async function freeCode(odoo: Odoo): Promise<string> {
	const taken = new Set(
		(await odoo.search('account.account', Coded, [])).flatMap(({ code }) => (code && /^\d+$/.test(code) ? [code] : [])),
	);
	const liabilities = await odoo.search('account.account', Coded, [['account_type', '=', 'liability_current']]);
	const last =
		liabilities
			.flatMap(({ code }) => (code && taken.has(code) ? [code] : []))
			.sort()
			.at(-1) ?? '215900';
	for (let next = BigInt(last) + 1n; ; next++) {
		const code = String(next).padStart(last.length, '0');
		if (!taken.has(code)) return code;
	}
}
