import { z } from 'zod';
import { declarationOf } from '../../../shared/case/declaration';
import type { Statement } from '../../../shared/model';
import type { CaseStore } from '../../../shared/store';
import type { Answer } from '../../html/answer';
import { sealed, unsealed } from '../../session/token';
import { addressOf } from '../layout';
import { chargesOf } from '../limits';
import type { Fields, Look, Visit } from '../portal';
import { confirmPage, formPage, notKeptPage, receiptPage, receiptText } from './pages';
import { fieldsOf, givenBy, missingIn, type StatementFields } from './statement';

/** How long a link to a receipt on the page is good; the one in the mailbox stays. */
const receiptMs = 90 * 24 * 3_600_000;
const Receipt = z.object({ reference: z.string(), statement: z.string() });

/** The first step: it writes nothing, whoever asks. A link of the shop may bring the order number along. */
export function showForm(look: Look): Answer {
	return { status: 200, html: formPage(look, fieldsOf({ contract: look.query.contract })) };
}

/** What follows from a form that was sent; only the confirmation is kept. Throws when the store cannot be reached. */
export async function takeForm(visit: Visit, body: Fields): Promise<Answer> {
	const fields = fieldsOf(body);
	if (body.step === 'change') return { status: 200, html: formPage(visit, fields) };
	const missing = missingIn(fields);
	if (missing.length) return { status: 422, html: formPage(visit, fields, missing) };
	if (body.step !== 'confirm') return { status: 200, html: confirmPage(visit, fields) };
	return await declare(visit, fields);
}

/** What is answered when the store could not be reached: what was written is kept on the page. */
export function notKept(look: Look, body: Fields): Answer {
	const fields = fieldsOf(body);
	const html = missingIn(fields).length ? formPage(look, fields, missingIn(fields)) : notKeptPage(look, fields);
	return { status: 503, html, headers: { 'Retry-After': '5' } };
}

/** Records the statement, and leads to its receipt: a page that can be loaded again without telling anything twice. */
async function declare(visit: Visit, fields: StatementFields): Promise<Answer> {
	const { store, brand, sender, language, now, settings, key, path } = visit;
	const declaration = declarationOf(givenBy(fields, language), { brand, timeZone: settings.timeZone, now })!;
	const { email, contract } = declaration.statement;
	const { reference, events } = await store.cases.declare(
		declaration,
		chargesOf('receipt', { email, order: contract }, { brand, sender }),
	);
	const { statement } = events.at(-1)!.event.data as { statement: Statement };
	if (statement.held) await tellHeld(store, brand, now);
	const token = sealed('receipt', { reference, statement: statement.id }, now + receiptMs, key);
	return { status: 303, headers: { Location: `${path}${addressOf({ page: 'receipt', language, token })}` } };
}

/** The receipt that a link leads to; undefined: it is none of ours, or too old. */
export async function showReceipt(visit: Visit): Promise<Answer | undefined> {
	const { store, key, now, query, language } = visit;
	const wanted = unsealed('receipt', query.token ?? '', { schema: Receipt, key, now });
	if (!wanted) return undefined;
	const { reference } = wanted;
	const statement = (await store.cases.timeline(reference))
		.flatMap(({ type, data }) =>
			type === 'withdrawal.declared' ? [(data as unknown as { statement: Statement }).statement] : [],
		)
		.find(({ id }) => id === wanted.statement);
	if (!statement) return undefined;
	if (query.as !== 'text') {
		const save = addressOf({ ...query, language, as: 'text' });
		return { status: 200, html: receiptPage(visit, reference, statement, save) };
	}
	return {
		status: 200,
		html: receiptText(visit, reference, statement),
		headers: {
			'Content-Type': 'text/plain; charset=utf-8',
			'Content-Disposition': `attachment; filename="${reference}.txt"`,
		},
	};
}

/** Customer service hears of receipts that were held back, once a day. */
async function tellHeld(store: CaseStore, brand: string, now: number): Promise<void> {
	const day = new Date(now).toISOString().slice(0, 10);
	await store.notices.put({
		key: `receipts-held/${brand}/${day}`,
		owner: 'service',
		message: `More statements of withdrawal come by the portal than receipts are mailed for (brand ${brand}, ${day}): those beyond are recorded, and their receipts are not mailed.`,
		advice:
			'Look at the withdrawals of today that wait for a review. Send the receipt of each that a customer has made, and record that with Return Case: Acknowledge Withdrawal; decline the others.',
	});
}
