import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { RefundLeg } from '../../../shared/case/caseState';
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
import { legsToPay } from '../../register/legsToPay';
import { approvedPieces, piecesPaid } from '../../register/piecesOfCase';
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
	const legs = await paidLegs(context);
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
async function paidLegs(context: OperationContext): Promise<RefundLeg[]> {
	const intent = String(context.param<unknown>('intent', '') ?? '').trim();
	const found = await context.findCase();
	return intent && found ? legsToPay(found, intent) : [];
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
	return ofRefund.length ? ofRefund : approvedPieces(found);
}
