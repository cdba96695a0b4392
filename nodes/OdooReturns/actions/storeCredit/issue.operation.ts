import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { legOf, settledBy } from '../../../shared/case/refundLeg';
import type { RefundLeg } from '../../../shared/case/caseState';
import {
	idsOf,
	performed,
	assertWithinLimit,
	moneyOptions,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { EffectError, invalidInput, fromNumber, Money } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { LoyaltyCard, Payment } from '../../records/answers';
import { today } from '../../records/clock';
import { creditProgramOf, storeCreditMethodOf } from '../../records/configuration';
import { openOf, postedCreditNote, settle } from '../../money/settlement';
import {
	assertCurrency,
	cardTable,
	creditKinds,
	customerOf,
	findStoreCredit,
	storeCreditKeys,
	type CreditKind,
	type GivenCredit,
} from '../../money/storeCredit';
import { memoized } from '../../transport/memoized';
import { connect } from '../../transport/connect';
import { idOf, locatorOf } from '../locators';
import { intentOf, intentProperty } from '../refundInput';

export const option = {
	name: 'Issue',
	value: 'issue',
	action: 'Issue store credit',
	description: 'Give a refund as gift card or eWallet, and book it against the credit note',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Give As',
		name: 'kind',
		type: 'options',
		options: [
			{
				name: 'Customer Wallet (eWallet)',
				value: 'ewallet',
				description: 'Belongs to the customer, who spends it without a code',
			},
			{ name: 'Gift Card', value: 'gift_card', description: 'Whoever has the code can spend it' },
		],
		default: 'gift_card',
	},
	intentProperty(
		'Which refund is given as store credit',
		'the first refund of the case that is due as store credit and has a credit note',
	),
	locatorOf('creditProgram', {
		displayName: 'Program',
		name: 'program',
		description:
			'The gift card or eWallet program. Leave blank to take that of the settings, or the only one there is.',
	}),
	{
		displayName: 'Expires On',
		name: 'expiresOn',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2029-12-31',
		description: 'Last day on which it can be spent. Leave blank for never.',
	},
	moneyOptions,
];

const Issued = z.object({
	id: z.string(),
	kind: z.enum(creditKinds),
	amount: Money,
	intent: z.string(),
	program: z.string(),
	expiresOn: z.string().optional(),
	providerIds: idsOf('odoo.loyalty_card', 'odoo.payment'),
});
type Issued = z.infer<typeof Issued>;
type Preview = Pick<Issued, 'kind' | 'amount' | 'intent' | 'program'>;

const Code = z.object({ id: z.number(), code: z.string() });

export const asTool = 'limited';

/** `code`: of a gift card. */
export const output = performed(
	'storeCredit',
	Issued.partial({ id: true, providerIds: true }).extend({ code: z.string().optional() }),
);

/** Gives what is open on a refund's credit note as store credit, once, and books it: the credit note is paid out of the liability account. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const kind = context.param<CreditKind>('kind', 'gift_card');
	const expiresOn = dayOf(context);
	const chosen = idOf(context, 'program');
	const intent = await intentOf(
		context,
		(leg) => !!leg.creditNote && leg.state === 'due' && leg.intent.payment.processor === 'store_credit',
		(of) => ({
			message: `No refund of ${of} waits to be given as store credit`,
			advice:
				'Issue the credit note first. Which refunds become store credit is decided before: by the customer or reviewer, or by the policy.',
		}),
	);
	const found = await context.findCase();
	const leg = found && legOf(found, intent.id);
	if (leg) assertIsCredit(leg);
	const settings = await context.settings();
	const odoo = await connect(context);
	const keys = storeCreditKeys(reference, intent.id);
	const note = memoized(async () => await postedCreditNote(odoo, reference, intent.id));

	const effect: Effect<Issued | Preview> = {
		key: intent.id,
		kind: 'odoo.store_credit',
		async lookUp() {
			const given = await findStoreCredit(odoo, keys, intent.amount.currency);
			return given && shown(given);
		},
		async act() {
			const { own, credited, program, amount } = await prepared();
			const via = await storeCreditMethodOf(own, settings.odoo);
			// First the books: a credit note that is paid can no longer be paid in money as well.
			const payment = await settle(own, credited, {
				key: keys.entry,
				amount,
				date: today(settings.timeZone),
				memo: `${intent.id} ${kind === 'gift_card' ? 'gift card' : 'eWallet'}`,
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
			return shown({ card: await own.get('loyalty.card', LoyaltyCard, id), payment, amount: booked });
		},
		async preview() {
			const { program, amount } = await prepared();
			return { kind, amount, intent: intent.id, program: program.name };
		},
	};

	/** What is open on the credit note is given; or, when an earlier try got as far as booking it, what was booked. */
	async function prepared() {
		const credited = await note();
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
		assertWithinLimit(context, 'odoo', `Store credit for ${intent.id}`, amount);
		const program = await creditProgramOf(own, settings.odoo, kind, chosen);
		assertCurrency(program, amount);
		return { own, credited, program, amount };
	}

	function shown({ card, payment, amount }: GivenCredit): Issued {
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

	const done = await context.perform('storeCredit', effect, (issued) => {
		const { id, amount } = issued as Issued;
		return [
			{
				source: 'odoo',
				id: keys.card,
				type: 'store_credit.issued',
				data: { id, kind, amount, ...(leg && { intent: intent.id }), providerIds: { 'odoo.loyalty_card': id } },
				references: { 'odoo.loyalty_card': id },
			},
		];
	});
	const { id } = done.storeCredit as { id?: string };
	if (!id || kind !== 'gift_card') return done;
	// The code is money: it goes to the flow, never into the case store.
	const { code } = await odoo.get('loyalty.card', Code, Number(id));
	return { ...done, storeCredit: { ...(done.storeCredit as IDataObject), code } };
}

function dayOf(context: OperationContext): string | undefined {
	const day = String(context.param<unknown>('expiresOn', '') ?? '').trim();
	if (day && !DateTime.fromFormat(day, 'yyyy-MM-dd').isValid)
		throw invalidInput(`"${day}" is no day`, 'Give one such as 2029-12-31.', 'expiresOn');
	return day || undefined;
}

/** One system pays a refund. What Stripe or the shop pays is not given as credit as well, unless they failed. */
function assertIsCredit(leg: RefundLeg): void {
	const {
		intent: { id, payment },
		state,
	} = leg;
	const settled = settledBy(leg);
	if (
		settled
			? leg.storeCredit
			: state === 'failed' || payment.processor === 'store_credit' || payment.processor === 'other'
	)
		return;
	throw new EffectError(
		settled
			? `Refund ${id} was settled by ${settled} already`
			: `Refund ${id} is not store credit but paid back by ${payment.processor}`,
		{
			category: 'rejected',
			connection: 'odoo',
			field: 'intent',
			advice: 'Route refunds by payment processor before this node, so that a refund is paid once.',
		},
	);
}
