import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { fromNumber, invalidInput, Money, type NewEvent, type RefundIntent, type Settings } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import { LoyaltyCard, Payment, type Invoice, type LoyaltyProgram } from '../records/answers';
import { today } from '../records/clock';
import { creditProgramOf, storeCreditMethodOf } from '../records/configuration';
import type { Odoo } from '../transport/odoo';
import { openOf, settle } from './settlement';
import {
	assertCurrency,
	cardTable,
	creditKinds,
	customerOf,
	findStoreCredit,
	type CreditKind,
	type GivenCredit,
	type storeCreditKeys,
} from './storeCredit';

/** What store credit is given with. */
export interface Giving {
	odoo: Odoo;
	kind: CreditKind;
	/** The refund that it settles. */
	intent: RefundIntent;
	/** That refund is one of the case. */
	inCase: boolean;
	keys: ReturnType<typeof storeCreditKeys>;
	settings: Settings;
	/** The program's id; undefined: that of the settings, or the only one. */
	program: number | undefined;
	/** Calendar day; undefined: never. */
	expiresOn: string | undefined;
	/** The posted credit note of the refund, read once. */
	note(): Promise<Invoice>;
	/** Throws when it may not be so much. */
	assertAllowed(amount: Money): void;
}

export const Issued = z.object({
	id: z.string(),
	kind: z.enum(creditKinds),
	amount: Money,
	intent: z.string(),
	program: z.string(),
	expiresOn: z.string().optional(),
	providerIds: idsOf('odoo.loyalty_card', 'odoo.payment'),
});
export type Issued = z.infer<typeof Issued>;
type Preview = Pick<Issued, 'kind' | 'amount' | 'intent' | 'program'>;

/** Gives what is open on a refund's credit note as store credit, once, and books it: the credit note is paid out of the liability account. */
export function issuingEffect(at: Giving): Effect<Issued | Preview> {
	const { odoo, kind, intent, keys } = at;
	return {
		key: intent.id,
		kind: 'odoo.store_credit',
		async lookUp() {
			const given = await findStoreCredit(odoo, keys, intent.amount.currency);
			return given && shown(at, given);
		},
		act: async () => shown(at, await issueCredit(at)),
		async preview() {
			const { program, amount } = await prepare(at);
			return { kind, amount, intent: intent.id, program: program.name };
		},
	};
}

/** What the case learns of store credit. */
export function issuingEvents({ kind, intent, inCase, keys }: Giving, { id, amount }: Issued): NewEvent[] {
	return [
		{
			source: 'odoo',
			id: keys.card,
			type: 'store_credit.issued',
			data: { id, kind, amount, ...(inCase && { intent: intent.id }), providerIds: { 'odoo.loyalty_card': id } },
			references: { 'odoo.loyalty_card': id },
		},
	];
}

async function issueCredit(at: Giving): Promise<GivenCredit> {
	const { kind, intent, keys, settings, expiresOn } = at;
	const { own, credited, program, amount } = await prepare(at);
	const via = await storeCreditMethodOf(own, settings.odoo);
	const memo = `${intent.id} ${kind === 'gift_card' ? 'gift card' : 'eWallet'}`;
	// First the books: a credit note that is paid can no longer be paid in money as well.
	const payment = await settle(own, credited, {
		key: keys.entry,
		amount,
		date: today(settings.timeZone),
		memo,
		via,
	});
	const booked = fromNumber(payment.amount, amount.currency);
	const table = cardTable(keys.card, program, {
		customer: await customerOf(own, credited),
		amount: booked,
		expiresOn,
		why: intent.id,
	});
	// Without this Odoo mails the card as a PDF, and the call fails where it cannot print one
	// (docs/facts/odoo.md#a-gift-card-is-mailed-unless-told-otherwise).
	const [id] = await own.load('loyalty.card', table, { loyalty_no_mail: true, action_no_send_mail: true });
	return { card: await own.get('loyalty.card', LoyaltyCard, id), payment, amount: booked };
}

/** What is given now, and by which program. */
interface Prepared {
	own: Odoo;
	credited: Invoice;
	program: LoyaltyProgram;
	amount: Money;
}

/** What is open on the credit note is given; or, when an earlier try got as far as booking it, what was booked. */
async function prepare(at: Giving): Promise<Prepared> {
	const { odoo, kind, intent, keys, settings } = at;
	const credited = await at.note();
	const own = odoo.forCompany(credited.company_id);
	let amount = openOf(credited, intent.amount.currency);
	const entry = amount.amount > 0 ? undefined : await own.find(keys.entry);
	if (entry) amount = fromNumber((await own.get('account.payment', Payment, entry)).amount, amount.currency);
	if (amount.amount <= 0)
		throw invalidInput(
			`Nothing of credit note ${credited.name} is open`,
			'It was paid, or matched with an invoice. Look at it in Odoo.',
			'intent',
		);
	at.assertAllowed(amount);
	const program = await creditProgramOf(own, settings.odoo, kind, at.program);
	assertCurrency(program, amount);
	return { own, credited, program, amount };
}

function shown({ kind, intent }: Giving, { card, payment, amount }: GivenCredit): Issued {
	return {
		id: String(card.id),
		kind,
		amount,
		intent: intent.id,
		program: card.program_id?.name ?? '',
		...(card.expiration_date && { expiresOn: card.expiration_date }),
		providerIds: { 'odoo.loyalty_card': String(card.id), 'odoo.payment': String(payment.id) },
	};
}
