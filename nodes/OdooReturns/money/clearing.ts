import { EffectError, fromNumber, toDecimal, type Money } from '../../shared/model';
import { BookingCompany, ClearingItem, ClearingJournal, ClearingPayment, StatementLine } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import { documentKey, recordsTable } from '../transport/table';
import type { Movement } from './movement';

/** Where a provider's balance is booked: its journal, whose bank account is at zero when all of it was paid out. */
export interface Clearing {
	journal: ClearingJournal;
	currency: string;
	/** Accounts of what needs no match: fees, and money on its way to the bank. */
	fees?: number;
	transfers?: number;
}

/** What a movement became in Odoo. */
export interface Cleared {
	/** The bank statement line; absent when the payment was booked on the clearing account itself. */
	line?: number;
	feeLine?: number;
	/** The payment in Odoo that it was matched with. */
	payment?: number;
	/** Why a part of it waits for a person in the suspense account; absent: none does. */
	open?: string;
	/** Whether all of it had been booked and matched before. */
	known: boolean;
}

/** A journal that stands for a provider's balance, as it is read. */
export interface BalanceJournal {
	journal: ClearingJournal;
	/** What its balance is in. */
	currency: string;
	/** Whether that is another one than the books are kept in. */
	isForeign: boolean;
	/** Account of the company for money on its way to the bank. */
	transfers?: number;
}

/** Reads a journal that stands for a provider's balance. Throws EffectError when it cannot be one, or Odoo does not show its currency. */
export async function readBalanceJournal(odoo: Odoo, id: number): Promise<BalanceJournal> {
	const journal = await odoo.get('account.journal', ClearingJournal, id);
	const [company] = await odoo.read('res.company', BookingCompany, journal.company_id ? [journal.company_id] : []);
	if (journal.type !== 'bank' || !journal.default_account_id || !journal.suspense_account_id)
		throw unfit(
			`Journal ${journal.name} cannot clear a provider's balance`,
			'Choose a journal of type Bank that stands for the balance at the provider, with a bank account and a suspense account of its own.',
		);
	const books = company?.currency_id?.name;
	const currency = journal.currency_id?.name ?? books;
	if (!currency)
		throw unfit(
			`Journal ${journal.name} has no currency of its own, and Odoo does not show this user its company's`,
			"Set the currency of the journal in Odoo, or allow the credential's user the company.",
		);
	return { journal, currency, isForeign: currency !== books, transfers: company?.transfer_account_id?.id };
}

/** The clearing journal of a provider, read once for each item. Throws EffectError when the journal cannot be one, or is in another currency. */
export async function clearingOf(
	odoo: Odoo,
	{ journal: id, fees, transfers }: { journal: number; fees?: number; transfers?: number },
	currency: string,
): Promise<Clearing> {
	const { journal, currency: own, transfers: usual } = await readBalanceJournal(odoo, id);
	if (own !== currency)
		throw unfit(
			`Journal ${journal.name} is in ${own}, the balance in ${currency}`,
			`Choose a journal in ${currency}: a provider's balance in each currency is an account of its own.`,
		);
	return { journal, currency, fees, transfers: transfers ?? usual };
}

function unfit(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'configuration', connection: 'odoo', field: 'journal', advice });
}

/**
 * Books a movement on a provider's balance as a line of the clearing journal's bank statement, its fee as a further one, and matches it: a
 * refund or a charge with its payment, a payout with money on its way to the bank, a fee with its account. Made under keys and guarded by
 * state, so it may be repeated anywhere. `known`: the payment in Odoo, as the case has it.
 */
export async function clear(
	odoo: Odoo,
	at: Clearing,
	movement: Movement,
	date: string,
	known?: number,
): Promise<Cleared> {
	const own = odoo.forCompany(at.journal.company_id);
	const key = documentKey('settle', movement.id);
	const payment = await paymentOf(own, at, movement, known);
	const items = payment?.move_id
		? await own.search('account.move.line', ClearingItem, [['move_id', '=', payment.move_id]])
		: [];
	// Booked on the clearing account itself, it has left there already.
	const isCleared = items.some(({ account_id }) => account_id?.id === at.journal.default_account_id!.id);
	const outstanding = items.find(
		({ account_type, account_id }) =>
			account_type !== 'asset_receivable' && account_id?.id !== at.journal.default_account_id!.id,
	);
	const counterpart = counterpartOf(at, movement, outstanding);
	const [main, fee] = [
		movement.amount.amount && !isCleared
			? await bookLine(own, at, { key, amount: movement.amount, text: movement.text, date }, counterpart)
			: undefined,
		movement.fee.amount
			? await bookLine(
					own,
					at,
					{
						key: documentKey('settle', movement.id, 'fee'),
						amount: { ...movement.fee, amount: -movement.fee.amount },
						text: `fee of ${movement.text}`,
						date,
					},
					at.fees ? { account: at.fees } : undefined,
				)
			: undefined,
	];
	const open = [main?.isOpen && whyOpen(movement), fee?.isOpen && 'No account for fees is chosen.'].filter(Boolean);
	return {
		...(main && { line: main.id }),
		...(fee && { feeLine: fee.id }),
		...(payment && { payment: payment.id }),
		...(open.length && { open: open.join(' ') }),
		known: [main, fee].every((one) => !one || one.known),
	};
}

/** What a statement line is put against: an account, and the item of a payment that is matched with it. */
interface Counterpart {
	account: number;
	item?: number;
	partner?: number;
}

function counterpartOf(
	at: Clearing,
	{ kind }: Movement,
	outstanding: ClearingItem | undefined,
): Counterpart | undefined {
	if (kind === 'payout') return at.transfers ? { account: at.transfers } : undefined;
	if (kind === 'fee') return at.fees ? { account: at.fees } : undefined;
	if (!outstanding?.account_id || outstanding.reconciled) return undefined;
	return { account: outstanding.account_id.id, item: outstanding.id, partner: outstanding.partner_id };
}

function whyOpen({ kind, text }: Movement): string {
	if (kind === 'payout') return 'The company has no account for internal transfers.';
	if (kind === 'fee') return 'No account for fees is chosen.';
	return `No payment in Odoo is known for: ${text}.`;
}

/** The payment that a movement is: as the case has it, else the only one of the journal whose memo names it, of the same amount. */
async function paymentOf(
	odoo: Odoo,
	{ journal }: Clearing,
	{ kind, names, amount }: Movement,
	known: number | undefined,
): Promise<ClearingPayment | undefined> {
	if (kind !== 'refund' && kind !== 'charge') return undefined;
	if (!known && !names.length) return undefined;
	const found = await odoo.search('account.payment', ClearingPayment, [
		known ? ['id', '=', known] : ['memo', 'in', names],
		['payment_type', '=', kind === 'refund' ? 'outbound' : 'inbound'],
		['journal_id', '=', journal.id],
		['state', 'not in', ['draft', 'canceled', 'rejected']],
	]);
	const fitting = found.filter((one) => fromNumber(one.amount, amount.currency).amount === Math.abs(amount.amount));
	return fitting.length === 1 ? fitting[0] : undefined;
}

/** Makes a statement line, or finds the one that is there, and puts what waits of it in the suspense account against its counterpart. */
async function bookLine(
	odoo: Odoo,
	{ journal }: Clearing,
	{ key, amount, text, date }: { key: string; amount: Money; text: string; date: string },
	counterpart: Counterpart | undefined,
): Promise<{ id: number; isOpen: boolean; known: boolean }> {
	const values = { 'journal_id/.id': journal.id, date, payment_ref: text, amount: toDecimal(amount) };
	const there = await odoo.find(key);
	const id = there ?? (await odoo.load('account.bank.statement.line', recordsTable([{ key, values }])))[0];
	const line = await odoo.get('account.bank.statement.line', StatementLine, id);
	const items = await odoo.search('account.move.line', ClearingItem, [['move_id', '=', line.move_id]]);
	const waiting = items.find(({ account_id }) => account_id?.id === journal.suspense_account_id!.id);
	if (waiting && !counterpart) return { id, isOpen: true, known: !!there };
	let own = items.find(({ account_id }) => account_id?.id === counterpart?.account);
	if (waiting && counterpart) {
		const { account, partner } = counterpart;
		const vals = { account_id: account, ...(partner && { partner_id: partner }) };
		await odoo.call('account.move.line', 'write', { ids: [waiting.id], vals }, { repeatable: true });
		own = waiting;
	}
	if (counterpart?.item && own && !own.reconciled)
		await odoo.act('account.move.line', 'reconcile', [own.id, counterpart.item]).catch((error: unknown) => {
			if (!(error instanceof EffectError) || !/already reconciled/.test(error.message)) throw error;
		});
	return { id, isOpen: false, known: !!there && !waiting };
}
