import { fromDecimal, fromNumber, isReference, type FinancialRecord, type Money } from '../../shared/model';
import { instant, known, referenceIn, text, unwrapped, type Raw } from './raw';

/**
 * A line of a bank statement (Odoo's `account.bank.statement.line`, or a row of your bank's file); undefined when no money left, or its text
 * names neither a return nor one of its refunds: a bank pays for much else.
 */
export function bankLine(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'line');
	const said = [raw.payment_ref, raw.text, raw.narration, raw.ref].map(text).filter(Boolean).join(' ');
	const intent = /\bRMA-[0-9A-Z]{1,20}\/R\d+\b/.exec(said)?.[0];
	const reference = referenceIn(said);
	// First: what is strange about a line that is of something else matters to nobody.
	if (!isReference(reference)) return undefined;
	const amount = amountOf(raw);
	if (amount.amount >= 0) return undefined;
	const id = typeof raw.id === 'number' ? String(raw.id) : text(raw.id);
	if (!id) throw new RangeError('there is no id; give each line of the statement its own');
	return {
		source: 'bank',
		kind: 'refund',
		id,
		reference,
		intent,
		amount: { ...amount, amount: -amount.amount },
		status: 'succeeded',
		time: instant(raw.date) ?? instant(raw.create_date),
		processor: 'other',
		providerIds: known({ 'bank.line': id }),
	};
}

/** Odoo links a currency as [id, name]; a bank's file has a code, and amounts as numbers or as texts such as `-12.50`. */
function amountOf({ amount, currency_id, currency }: Raw): Money {
	const given = currency_id ?? currency;
	const name = Array.isArray(given) ? (given as unknown[])[1] : given;
	const code = typeof name === 'string' ? name.trim().toUpperCase() : undefined;
	if (code && typeof amount === 'number') return fromNumber(amount, code);
	// Some files have the sign of typesetters.
	if (code && text(amount)) return fromDecimal(text(amount)!.replace(/^\s*−/, '-'), code);
	throw new RangeError('amount and currency_id are missing; read them with the line');
}
