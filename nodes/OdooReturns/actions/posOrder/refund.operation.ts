import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { legOf } from '../../../shared/case/refundLeg';
import {
	idsOf,
	performed,
	assertWithinLimit,
	moneyOptions,
	referenceProperty,
	type OperationContext,
	jsonParam,
} from '../../../shared/operation';
import {
	EffectError,
	invalidInput,
	format,
	fromNumber,
	Money,
	sameMoney,
	type NewEvent,
	type Refund,
} from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { PosOrder } from '../../records/answers';
import { readPosOrder, type RegisterSale } from '../../register/posOrder';
import { goodsOf } from '../../register/receiptPrices';
import {
	methodOf,
	planPosRefund,
	priced,
	refundUuid,
	registerOf,
	registerOrder,
	withPosLots,
	type GivenBack,
	type PricedBack,
} from '../../register/posRefund';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
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
			'What is given back, by SKU; pieces with serial numbers with their "serials". Leave blank to take the approved pieces of the case.',
	},
	locatorOf('posMethod', {
		displayName: 'Refund With',
		name: 'method',
		description: 'How the money is given back. Leave blank for the way the receipt was paid.',
	}),
	{
		displayName: 'Refund',
		name: 'intent',
		type: 'string',
		default: "={{ $json.event?.data?.intent?.id ?? '' }}",
		placeholder: 'e.g. RMA-7K2M9QX4TB/R1',
		description:
			'The refund of the case that this pays; its amount must be that of the goods. Leave blank when there is none.',
	},
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

const Refunded = z.object({
	id: z.string(),
	name: z.string(),
	receipt: z.string().optional(),
	/** What is handed out. */
	amount: Money,
	/** What the goods come to in the books, where what is handed out is rounded to coins. */
	goods: Money.optional(),
	method: z.string().optional(),
	lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
	/** Where the goods are now. */
	goodsAt: z.string().optional(),
	providerIds: idsOf('odoo.pos_refund'),
	warnings: z.array(z.string()),
});
type Refunded = z.infer<typeof Refunded>;
type Preview = Pick<Refunded, 'amount' | 'lines' | 'method' | 'goodsAt' | 'warnings'>;

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

/** Gives goods of a receipt back at its register, once: refund order, payment and stock in one transaction. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const name = `${reference}/${String(context.param<unknown>('number', 'P1')).trim() || 'P1'}`;
	const odoo = await connect(context);
	const wanted = await givenBack(context);
	const intent = String(context.param<unknown>('intent', '') ?? '').trim();
	const found = await context.findCase();
	const leg = intent && found ? legOf(found, intent) : undefined;
	if (intent && found && !leg)
		throw invalidInput(
			`Return ${reference} has no refund ${intent}`,
			`Its refunds are ${found.refunds.map((one) => one.intent.id).join(', ') || 'not released yet'}.`,
			'intent',
		);

	const effect: Effect<Refunded | Preview> = {
		key: name,
		kind: 'odoo.pos_refund',
		async lookUp() {
			const sale = await readPosOrder(odoo, await posOrderName(context));
			const made = madeBefore(sale);
			return made && shown(sale, made);
		},
		async act() {
			for (let round = 1; ; round++) {
				const sale = await readPosOrder(odoo, await posOrderName(context));
				const made = madeBefore(sale);
				if (made) return shown(sale, made);
				const { own, lines, amount, method, register, warnings } = await prepared(sale);
				const uuid = refundUuid(sale.order.id, sale.refunds.length);
				const order = registerOrder(sale, lines, {
					uuid,
					key: name,
					session: register.session,
					method: method.id,
					given: amount.amount,
				});
				await own
					.call(
						'pos.order',
						'sync_from_ui',
						{ orders: [order] },
						{ repeatable: true, context: { generate_pdf: false } },
					)
					.catch((error: unknown) => {
						// The other of two at the same moment was first: its order carries the same uuid.
						if (!(error instanceof EffectError) || !/uuid already exists|duplicate key/.test(error.message))
							throw error;
					});
				const [refund] = await own.search('pos.order', PosOrder, [['uuid', '=', uuid]]);
				if (refund?.floating_order_name === name)
					return {
						...shown(sale, refund),
						amount,
						method: method.name,
						lines: goodsAmong(sale, lines),
						...(register.returnsTo && { goodsAt: register.returnsTo }),
						warnings,
					};
				// Another refund of the receipt was planned on the same state and was first; what is left now is looked at again.
				if (round >= 5)
					throw new EffectError(`Receipt ${sale.order.name} is being refunded by others at this moment`, {
						category: 'retryable',
						connection: 'odoo',
						advice: 'Nothing to do: it is tried again.',
					});
			}
		},
		async preview() {
			const sale = await readPosOrder(odoo, await posOrderName(context));
			const { lines, amount, method, register, warnings } = await prepared(sale);
			return {
				amount,
				method: method.name,
				lines: goodsAmong(sale, lines),
				...(register.returnsTo && { goodsAt: register.returnsTo }),
				warnings,
			};
		},
	};

	async function prepared(sale: RegisterSale) {
		const own: Odoo = odoo.forCompany(sale.order.company_id);
		const planned = await withPosLots(own, planPosRefund(wanted, sale));
		const register = await registerOf(own, sale);
		const method = await methodOf(own, sale, register.methods, idOf(context, 'method'));
		const { lines, ...refund } = await priced(own, sale, planned, method);
		const currency = sale.order.currency_id!.name;
		const [owed, amount] = [
			{ amount: refund.owed, currency },
			{ amount: refund.given, currency },
		];
		assertWithinLimit(context, 'odoo', `Refund ${name}`, amount);
		if (leg && !sameMoney(leg.intent.amount, owed))
			throw new EffectError(
				`Refund ${intent} is over ${format(leg.intent.amount)}, these goods are ${format(owed)} on the receipt`,
				{
					category: 'rejected',
					connection: 'odoo',
					field: 'intent',
					advice:
						'A register gives back what was paid for the goods. Leave Refund blank and settle the difference another way, or correct the refund.',
				},
			);
		const warnings = register.forSale
			? [
					`The goods go to ${register.returnsTo} and are for sale at once. To hold them until they are inspected, give the register's operation type a return type that leads to the inspection location.`,
				]
			: [];
		return { own, lines, amount, method, register, warnings };
	}

	function madeBefore({ refunds }: RegisterSale): PosOrder | undefined {
		return refunds.find(({ floating_order_name, state }) => floating_order_name === name && state !== 'cancel');
	}

	function shown(sale: RegisterSale, refund: PosOrder): Refunded {
		const { order, refundPayments, refundLines } = sale;
		const paid = refundPayments.find(({ pos_order_id }) => pos_order_id === refund.id);
		const amount = fromNumber(-refund.amount_paid, order.currency_id!.name);
		return {
			id: String(refund.id),
			name: refund.name,
			receipt: refund.pos_reference,
			amount,
			...goodsUnless(amount, fromNumber(-refund.amount_total, order.currency_id!.name)),
			...(paid && { method: paid.payment_method_id?.name }),
			lines: refundLines
				.filter(({ order_id }) => order_id === refund.id)
				.map(({ refunded_orderline_id, qty }) => ({ sku: skuOf(sale, refunded_orderline_id!), quantity: -qty })),
			providerIds: { 'odoo.pos_refund': String(refund.id) },
			warnings: [],
		};
	}

	return await context.perform('posRefund', effect, (made) => {
		const { id, name: document, amount, goods } = made as Refunded;
		const events: NewEvent[] = [
			{
				source: 'odoo',
				id: `${name}.pos`,
				type: 'return_document.created',
				data: { id, system: 'odoo_pos', name: document },
				references: { 'odoo.pos_refund': id },
			},
		];
		const refund: Refund = {
			id: `odoo.pos/${id}`,
			intent,
			// To coins is rounded what is handed out, not what is owed.
			amount: goods && leg && sameMoney(goods, leg.intent.amount) ? goods : amount,
			status: 'succeeded',
			providerIds: { 'odoo.pos_refund': id },
		};
		if (leg) events.push({ source: 'odoo', id: `${name}.paid`, type: 'refund.succeeded', data: { refund } });
		return events;
	});
}

function goodsUnless(amount: Money, goods: Money): Pick<Refunded, 'goods'> {
	return sameMoney(amount, goods) ? {} : { goods };
}

/** What is given back, without the discounts that go with it. */
function goodsAmong(sale: RegisterSale, lines: PricedBack[]): Refunded['lines'] {
	const goods = goodsOf(sale).map(({ line }) => line.id);
	return lines
		.filter(({ line }) => goods.includes(line.id))
		.map(({ line, quantity }) => ({ sku: skuOf(sale, line.id), quantity }));
}

function skuOf({ lines }: RegisterSale, id: number): string {
	return lines.find(({ line }) => line.id === id)?.sku ?? '';
}

/** What comes back: the Lines parameter, else the approved pieces of the case. */
async function givenBack(context: OperationContext): Promise<GivenBack[]> {
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
	const approved = found.lines.filter(({ quantities }) => quantities.approved > 0);
	if (!approved.length)
		throw invalidInput(
			`Return ${found.reference} has no approved pieces`,
			'Approve the return first: in the form Review, or with Return Case: Record Event (return.approved).',
			'lines',
		);
	return approved.map(({ sku, providerIds, quantities }) => ({
		sku,
		quantity: quantities.approved,
		serials: [],
		...(providerIds['odoo.pos_line'] && { posLine: Number(providerIds['odoo.pos_line']) }),
	}));
}
