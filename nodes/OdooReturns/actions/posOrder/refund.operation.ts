import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { RefundLeg } from '../../../shared/case/caseState';
import { legOf } from '../../../shared/case/refundLeg';
import { invalidInput, refundAbove, refundsBeside } from '../../../shared/model';
import {
	assertWithinLimit,
	jsonParam,
	moneyOptions,
	performed,
	referenceProperty,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import { today } from '../../records/clock';
import { piecesOf, piecesPaid } from '../../register/piecesOfCase';
import type { GivenBack } from '../../register/posRefund';
import { Refunded, refundingEffect, refundingEvents, type Refunding } from '../../register/refundReceipt';
import { connect } from '../../transport/connect';
import { posOrderName, posOrderProperty } from '../inputs';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Refund',
	value: 'refund',
	action: 'Refund POS order',
	description: 'Give goods of a receipt back at its register: money, books and stock',
};

export const description: INodeProperties[] = [
	referenceProperty,
	posOrderProperty,
	{
		displayName: 'Lines',
		name: 'lines',
		type: 'json',
		default: '',
		placeholder: '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]',
		description:
			'What is given back, by SKU; pieces with serial numbers with their "serials". Leave blank to take the pieces of the refund that this pays, else the approved pieces of the case.',
	},
	locatorOf('posMethod', {
		displayName: 'Refund With',
		name: 'method',
		description: 'How the money is given back. Leave blank for the way the receipt was paid.',
	}),
	refundProperty(
		'The refund of the case that this pays; its amount must be that of the goods. Leave blank when there is none.',
	),
	{
		displayName: 'Refund Number',
		name: 'number',
		type: 'string',
		default: 'P1',
		description:
			'Names this refund within the return: the same number is never made twice. Give a second refund of the same return another one.',
	},
	moneyOptions,
];

const Lines = z
	.array(
		z.object({
			sku: z.string().default(''),
			line: z.string().optional(),
			quantity: z.number().int().positive(),
			serials: z.array(z.string()).default([]),
		}),
	)
	.min(1);

export const asTool = 'limited';

export const output = performed(
	'posRefund',
	Refunded.partial().required({ amount: true, lines: true, warnings: true }),
);

/** Gives goods of a receipt back at its register, once. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const name = `${reference}/${String(context.param<unknown>('number', 'P1')).trim() || 'P1'}`;
	const legs = await legsToPay(context, reference);
	const refunding: Refunding = {
		odoo: await connect(context),
		name,
		wanted: await givenBack(context, legs),
		legs,
		day: today((await context.settings()).timeZone),
		receipt: await posOrderName(context),
		method: idOf(context, 'method'),
		assertAllowed: (amount) => assertWithinLimit(context, 'odoo', `Refund ${name}`, amount),
	};
	return await context.perform('posRefund', refundingEffect(refunding), (made) =>
		refundingEvents(refunding, made as Refunded),
	);
}

/** The refund of the case that is paid, with those that pay a part of it; none when none is named, or there is no case store. */
async function legsToPay(context: OperationContext, reference: string): Promise<RefundLeg[]> {
	const intent = String(context.param<unknown>('intent', '') ?? '').trim();
	const found = await context.findCase();
	if (!intent || !found) return [];
	const leg = legOf(found, intent);
	const above = leg && refundAbove(leg.intent.breakdown);
	if (above)
		throw invalidInput(
			`Refund ${intent} is a part of refund ${above}`,
			`Give refund ${above} back: it has the goods, and all of it is paid with one document.`,
			'intent',
		);
	if (leg) return [leg, ...refundsBeside(leg.intent.breakdown).flatMap((id) => legOf(found, id) ?? [])];
	throw invalidInput(
		`Return ${reference} has no refund ${intent}`,
		`Its refunds are ${found.refunds.map((one) => one.intent.id).join(', ') || 'not released yet'}.`,
		'intent',
	);
}

/** What comes back: the Lines parameter, else the goods of the refund that is paid, else the approved pieces of the case. */
async function givenBack(context: OperationContext, [paid]: RefundLeg[]): Promise<GivenBack[]> {
	const given = jsonParam(
		context,
		'lines',
		Lines,
		'Give a list such as [{"sku": "TEE-BLUE-M", "quantity": 1}], or leave it blank to take the approved lines of the case.',
	);
	if (given)
		return given.map(({ sku, line, quantity, serials }) => ({
			sku,
			quantity,
			serials,
			...(line && /^\d+$/.test(line) && { posLine: Number(line) }),
		}));
	const found = await context.requireCase();
	const ofRefund = paid ? piecesPaid(paid.intent, found.lines) : [];
	if (ofRefund.length) return ofRefund;
	const approved = found.lines.filter(({ quantities }) => quantities.approved > 0);
	if (!approved.length)
		throw invalidInput(
			`Return ${found.reference} has no approved pieces`,
			'Approve the return first: in the form Review, or with Return Case: Record Event (return.approved).',
			'lines',
		);
	return approved.map((line) => piecesOf(line, line.quantities.approved));
}
