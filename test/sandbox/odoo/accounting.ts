import { userError, type OdooDb, type Row } from './db';
import { amountTotal, taxesOf } from './models';

/** Posting, paying and matching: totals with tax per line, one receivable line per document. */
export class OdooAccounting {
	constructor(private readonly db: OdooDb) {}

	/**
	 * Computes a draft's amounts anew, as Odoo does when its lines change. The record of a tax stays. What was set of it by hand is lost when
	 * a line has `changed` or is gone, or when one that came makes its tax another, which `balance` remembers.
	 */
	computeTaxes(id: unknown, { changed = false } = {}): void {
		const move = this.db.one('account.move', id);
		if (!String(move.move_type).startsWith('out_')) return;
		const signed = (amount: number) => (move.move_type === 'out_refund' ? amount : -amount);
		for (const line of this.db.where('account.move.line', { move_id: move.id, display_type: 'product' }))
			this.db.update('account.move.line', line, {
				amount_currency: signed(Number(this.db.get('account.move.line', line, 'price_subtotal'))),
			});
		const sums = taxesOf(this.db, move);
		const before = this.db.where('account.move.line', { move_id: move.id, display_type: 'tax' });
		for (const line of before) if (!sums.has(Number(line.tax_line_id))) this.db.remove('account.move.line', line.id);
		for (const [tax, amount] of sums) {
			const line =
				before.find(({ tax_line_id }) => tax_line_id === tax) ??
				this.db.insert('account.move.line', { move_id: move.id, display_type: 'tax', tax_line_id: tax });
			if (changed || line.balance !== signed(amount))
				this.db.update('account.move.line', line, { amount_currency: signed(amount), balance: signed(amount) });
		}
	}

	post(ids: number[]): false {
		for (const move of ids.map((id) => this.db.one('account.move', id))) {
			if (move.state !== 'draft')
				throw userError(`The entry ${String(move.name || '/')} (id ${move.id}) must be in draft.`);
			if (!this.db.where('account.move.line', { move_id: move.id }).length)
				throw userError("Even magicians can't post nothing!");
			const prefix = move.move_type === 'out_refund' ? 'RINV' : 'INV';
			this.enter(move, prefix);
		}
		return false;
	}

	/** Posts payments: each gets a journal entry. Posting again changes nothing. */
	postPayments(ids: number[]): null {
		for (const payment of ids.map((id) => this.db.one('account.payment', id))) {
			if (payment.state !== 'draft') continue;
			const entry = this.db.insert('account.move', {
				move_type: 'entry',
				partner_id: payment.partner_id,
				journal_id: payment.journal_id,
				currency_id: payment.currency_id,
				company_id: this.company(),
				ref: payment.memo,
				amount: payment.amount,
			});
			this.enter(entry, 'PBNK1');
			this.db.update('account.payment', payment, { move_id: entry.id, name: entry.name, state: 'in_process' });
		}
		return null;
	}

	/** Matches receivable lines with each other. */
	reconcile(ids: number[]): null {
		const lines = ids.map((id) => this.db.one('account.move.line', id));
		if (lines.some((line) => line.reconciled))
			throw userError('You are trying to reconcile some entries that are already reconciled.');
		const moves = lines.map((line) => this.db.one('account.move', line.move_id));
		const payments = moves.filter((move) => move.move_type === 'entry');
		// What is owed to the customer or was paid by them, against what was paid out or is billed.
		const isOwed = (move: Row) =>
			move.move_type === 'out_refund' ||
			this.db.where('account.payment', { move_id: move.id }).some((one) => one.payment_type === 'inbound');
		for (const owed of moves.filter(isOwed)) {
			for (const other of moves.filter((move) => !isOwed(move))) {
				const amount = Math.min(this.open(owed), this.open(other));
				for (const move of [owed, other])
					this.db.update('account.move', move, { settled: Number(move.settled ?? 0) + amount });
			}
		}
		for (const [index, line] of lines.entries())
			if (this.open(moves[index]) === 0) this.db.update('account.move.line', line, { reconciled: true });
		for (const payment of payments.filter((move) => this.open(move) === 0))
			for (const own of this.db.where('account.payment', { move_id: payment.id }))
				this.db.update('account.payment', own, { state: 'paid' });
		return null;
	}

	assertDraft(ids: number[]): void {
		for (const id of ids)
			if (this.db.one('account.move', id).state === 'posted')
				throw userError(
					"You can't delete a posted journal item. Don’t play games with your accounting records; reset the journal entry to draft before deleting it.",
				);
	}

	private enter(move: Row, prefix: string): void {
		const count = this.db.all('account.move').filter(({ name }) => String(name).startsWith(`${prefix}/`)).length + 1;
		const [receivable] = this.db.where('account.account', { account_type: 'asset_receivable' });
		this.db.update('account.move', move, { state: 'posted', name: `${prefix}/2026/${String(count).padStart(5, '0')}` });
		this.db.insert('account.move.line', {
			move_id: move.id,
			display_type: 'payment_term',
			name: move.name,
			account_id: receivable.id,
			reconciled: false,
		});
	}

	private open(move: Row): number {
		return Math.round((amountTotal(this.db, move) - Number(move.settled ?? 0)) * 100) / 100;
	}

	private company(): number {
		return this.db.all('res.company')[0].id;
	}
}
