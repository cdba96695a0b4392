import { EffectError, refundJournalKey, refundJournalOf, type Settings, type StockPlace } from '../../shared/model';
import { searchCall, type Call } from '../transport/calls';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import { Account, Journal, Location, LoyaltyProgram, MethodLine, OperationType, PayingLine } from './answers';

type OdooSettings = Settings['odoo'];

/** A setting that Odoo needs and nobody made; names it, and where to make it. */
export function unset(setting: string, what: string): EffectError {
	return new EffectError(`It is not set ${what}`, {
		category: 'configuration',
		connection: 'odoo',
		field: `settings.odoo.${setting}`,
		advice: `Set odoo.${setting} with Return Case: Save Settings (the number in the address bar when you open it in Odoo).`,
	});
}

/** Operation type and location that returned goods are received with: as set, else the one operation type that says it is for returns. */
export async function receivingOf(
	odoo: Odoo,
	{ returnOperationType, inspectionLocation }: OdooSettings,
): Promise<{ operationType: number; location: number }> {
	if (returnOperationType && inspectionLocation)
		return { operationType: returnOperationType, location: inspectionLocation };
	const domain: Domain = [
		['code', '=', 'incoming'],
		...(returnOperationType ? [['id', '=', returnOperationType] as [string, string, unknown]] : []),
	];
	const types = await odoo.search('stock.picking.type', OperationType, domain);
	const fitting = returnOperationType
		? types
		: inspectionLocation
			? types.filter((type) => type.default_location_dest_id === inspectionLocation)
			: types.filter(({ name }) => /return/i.test(name));
	const [type, another] = fitting;
	if (!type || another) {
		throw inspectionLocation || returnOperationType
			? unset('returnOperationType', 'which operation type receives returned goods')
			: unset('inspectionLocation', 'where returned goods are received; in WH/Stock they would be for sale at once');
	}
	const location = inspectionLocation ?? type.default_location_dest_id;
	if (!location)
		throw unset('inspectionLocation', 'where returned goods are received; in WH/Stock they would be for sale at once');
	return { operationType: type.id, location };
}

/** The location that stands for all customers. */
export async function customersOf(odoo: Odoo): Promise<number> {
	const [place] = await odoo.search('stock.location', Location, [['usage', '=', 'customer']], { limit: 1 });
	if (!place)
		throw new EffectError('Odoo has no customer location', {
			category: 'configuration',
			connection: 'odoo',
			advice: 'In Odoo, activate the location Partners/Customers.',
		});
	return place.id;
}

/** Operation type of transfers inside the warehouse: as set, else the company's only one. */
export async function internalTypeOf(odoo: Odoo, { internalOperationType }: OdooSettings): Promise<number> {
	if (internalOperationType) return internalOperationType;
	const [type, another] = await odoo.search('stock.picking.type', OperationType, [['code', '=', 'internal']]);
	if (!type || another) throw unset('internalOperationType', 'which operation type moves sorted goods');
	return type.id;
}

/** Where goods of a destination go. */
export function locationOf({ destinations }: OdooSettings, destination: StockPlace): number {
	const location = destinations[destination];
	if (!location) throw unset(`destinations.${destination}`, `where goods for "${destination}" go`);
	return location;
}

/** Which way money goes. */
export type Direction = 'outbound' | 'inbound';

/** How a journal pays out, or takes in. */
export function methodsCall(journal: number, direction: Direction = 'outbound'): Call<MethodLine[]> {
	return searchCall('account.payment.method.line', MethodLine, [
		['journal_id', '=', journal],
		['payment_type', '=', direction],
	]);
}

/** Who paid a refund, as far as it is known, and in which currency. */
export interface PaidBy {
	payer?: string;
	currency: string;
}

/** The journal that settings name for a refund: of who paid and the currency, else that of all refunds; undefined when they name none. */
export function paymentJournalOf(
	{ paymentJournal, refundJournals }: OdooSettings,
	{ payer, currency }: PaidBy,
): number | undefined {
	return refundJournalOf(refundJournals ?? {}, payer, currency) ?? paymentJournal;
}

const words: Record<Direction, [what: string, tab: string]> = {
	outbound: ['refund payments', 'Outgoing Payments'],
	inbound: ['payments', 'Incoming Payments'],
};

/** Journal and method that a refund payment, or a payment, is booked with: as set, else the company's only bank journal. */
export async function paymentMethodOf(
	odoo: Odoo,
	settings: OdooSettings,
	paid: PaidBy,
	direction: Direction = 'outbound',
): Promise<{ journal: number; methodLine: number }> {
	let journal = paymentJournalOf(settings, paid);
	if (!journal) {
		const [bank, another] = await odoo.search('account.journal', Journal, [['type', '=', 'bank']]);
		if (!bank || another) throw unset('paymentJournal', 'which journal refunds are paid from');
		journal = bank.id;
	}
	const lines = await odoo.run(methodsCall(journal, direction));
	const line = lines.find(({ code }) => code === 'manual') ?? lines[0];
	const [what, tab] = words[direction];
	if (!line)
		throw new EffectError(
			`The journal of ${what} has no ${direction === 'outbound' ? 'outgoing' : 'incoming'} payment method, or belongs to another company than the order`,
			{
				category: 'configuration',
				connection: 'odoo',
				field: `settings.odoo.${settingOf(settings, paid)}`,
				advice: `In Odoo, open the journal (${journal}) and add Manual Payment under ${tab}, or set another odoo.${settingOf(settings, paid)}.`,
			},
		);
	return { journal, methodLine: line.id };
}

/** The setting that the journal of a refund stands in, or would. */
function settingOf({ refundJournals = {} }: OdooSettings, { payer = 'other', currency }: PaidBy): string {
	const key = [refundJournalKey(payer, currency), payer].find((one) => refundJournals[one]);
	return key ? `refundJournals, "${key}"` : 'paymentJournal';
}

/**
 * Journal and method that turn an owed refund into store credit, or store credit that paid for an order into its payment: as set, else the
 * company's only one that books to a liability account.
 */
export async function storeCreditMethodOf(
	odoo: Odoo,
	{ storeCreditJournal }: OdooSettings,
	direction: Direction = 'outbound',
): Promise<{ journal: number; methodLine: number }> {
	const domain: Domain = storeCreditJournal
		? [['journal_id', '=', storeCreditJournal]]
		: [['journal_id.type', 'in', ['cash', 'bank', 'credit']]];
	const lines = await odoo.search('account.payment.method.line', PayingLine, [
		...domain,
		['payment_type', '=', direction],
	]);
	const accounts = await odoo.read(
		'account.account',
		Account,
		lines.flatMap(({ payment_account_id }) => payment_account_id?.id ?? []),
	);
	const owed = lines.filter(({ payment_account_id }) =>
		accounts.some(({ id, account_type }) => id === payment_account_id?.id && account_type.startsWith('liability_')),
	);
	const [line, another] = owed;
	if (line && (storeCreditJournal || !another)) return { journal: line.journal_id!.id, methodLine: line.id };
	const method = direction === 'outbound' ? 'outgoing' : 'incoming';
	const make = `In Odoo, make a journal of type Cash, "Store Credit", and give its ${method} payment method the liability account for store credit as Outstanding Account.`;
	if (storeCreditJournal && !line)
		throw new EffectError('The journal for store credit does not book to a liability account', {
			category: 'configuration',
			connection: 'odoo',
			field: 'settings.odoo.storeCreditJournal',
			advice: `What it books would look like money paid out. ${make}`,
		});
	throw new EffectError(line ? 'Several journals could book store credit' : 'No journal books store credit', {
		category: 'configuration',
		connection: 'odoo',
		field: 'settings.odoo.storeCreditJournal',
		advice: line
			? 'Set odoo.storeCreditJournal with Return Case: Save Settings.'
			: `${make} Then replay the step, or set odoo.storeCreditJournal.`,
	});
}

/** The program that gift cards or eWallets belong to: `chosen`, else as set, else the company's only one of that kind. */
export async function creditProgramOf(
	odoo: Odoo,
	{ giftCardProgram, walletProgram }: OdooSettings,
	kind: 'gift_card' | 'ewallet',
	chosen?: number,
): Promise<LoyaltyProgram> {
	const [id, setting, word] =
		kind === 'gift_card'
			? [chosen ?? giftCardProgram, 'giftCardProgram', 'gift card']
			: [chosen ?? walletProgram, 'walletProgram', 'eWallet'];
	const found = await odoo.search(
		'loyalty.program',
		LoyaltyProgram,
		id ? [['id', '=', id]] : [['program_type', '=', kind]],
	);
	const [program, another] = found;
	if (program && !another && program.program_type === kind) return program;
	throw new EffectError(
		id
			? `The chosen program is no ${word} program`
			: another
				? `Odoo has several ${word} programs`
				: `Odoo has no ${word} program`,
		{
			category: 'configuration',
			connection: 'odoo',
			field: `settings.odoo.${setting}`,
			advice:
				another || id
					? 'Choose Program in this node, or set it for the brand with Return Case: Save Settings.'
					: 'In Odoo, switch on Gift Cards & eWallet (Sales > Settings > Discounts, Loyalty & Gift Card) and make a program under Sales > Products > Gift cards & eWallet.',
		},
	);
}
