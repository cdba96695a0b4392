import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { legOf } from '../../../shared/case/refundLeg';
import { invalidInput } from '../../../shared/model';
import {
	assertWithinLimit,
	moneyOptions,
	performed,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { Issued, issuingEffect, issuingEvents, type Giving } from '../../money/issueCredit';
import { requirePostedNote } from '../../money/settlement';
import { assertIsCredit, storeCreditKeys, type CreditKind } from '../../money/storeCredit';
import { connect } from '../../transport/connect';
import { memoize } from '../../transport/memoized';
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

const Code = z.object({ id: z.number(), code: z.string() });

export const asTool = 'limited';

/** `code`: of a gift card. */
export const output = performed(
	'storeCredit',
	Issued.partial({ id: true, providerIds: true }).extend({ code: z.string().optional() }),
);

/** Gives a refund as store credit, once, and books it. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const giving = await readGiving(context);
	const done = await context.perform('storeCredit', issuingEffect(giving), (issued) =>
		issuingEvents(giving, issued as Issued),
	);
	const { id } = done.storeCredit as { id?: string };
	if (!id || giving.kind !== 'gift_card') return done;
	// The code is money: it goes to the flow, never into the case store.
	const { code } = await giving.odoo.get('loyalty.card', Code, Number(id));
	return { ...done, storeCredit: { ...(done.storeCredit as IDataObject), code } };
}

async function readGiving(context: OperationContext): Promise<Giving> {
	const reference = context.requireReference();
	const kind = context.param<CreditKind>('kind', 'gift_card');
	const expiresOn = dayOf(context);
	const program = idOf(context, 'program');
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
	return {
		odoo,
		kind,
		intent,
		inCase: !!leg,
		keys: storeCreditKeys(reference, intent.id),
		settings,
		program,
		expiresOn,
		note: memoize(async () => await requirePostedNote(odoo, reference, intent.id)),
		assertAllowed: (amount) => assertWithinLimit(context, 'odoo', `Store credit for ${intent.id}`, amount),
	};
}

function dayOf(context: OperationContext): string | undefined {
	const day = String(context.param<unknown>('expiresOn', '') ?? '').trim();
	if (day && !DateTime.fromFormat(day, 'yyyy-MM-dd').isValid)
		throw invalidInput(`"${day}" is no day`, 'Give one such as 2029-12-31.', 'expiresOn');
	return day || undefined;
}
