import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
	getVariableValues,
	Kind,
	parse,
	specifiedRules,
	TypeInfo,
	validate,
	visit,
	visitWithTypeInfo,
	type OperationDefinitionNode,
} from 'graphql';
import * as documents from '../../nodes/ShopifyReturns/graphql';
import type { GraphqlDocument } from '../../nodes/ShopifyReturns/graphql';
import { recordInput } from '../../nodes/ShopifyReturns/money/record';
import { idempotencyKey, refundInput } from '../../nodes/ShopifyReturns/money/refund';
import { readAnswer } from '../../nodes/ShopifyReturns/transport/answer';
import { apiVersions } from '../../nodes/ShopifyReturns/transport/endpoint';
import { readBody } from '../../nodes/ShopifyReturns/trigger/body';
import { topics, type OtherTopic, type ReturnTopic } from '../../nodes/ShopifyReturns/trigger/topics';
import { readOther } from '../../nodes/ShopifyReturns/trigger/otherBody';
import { lineInput } from '../../nodes/ShopifyReturns/returns/newReturn';
import { calculateInput } from '../../nodes/ShopifyReturns/orders/preview';
import { changedSince } from '../../nodes/ShopifyReturns/orders/listOrders';
import { searchOf } from '../../nodes/ShopifyReturns/orders/findOrder';
import { orderSearch } from '../../nodes/ShopifyReturns/returns/listReturns';
import { adjustInput, changeKey, moveInput, setInput } from '../../nodes/ShopifyReturns/goods/change';
import { legacyToken, createShopify } from '../sandbox/shopify';
import { Journal, serve } from '../sandbox/server';
import { adminSchema } from '../sandbox/shopify/schema';

const data = process.env.RETURNS_DATA ?? join(__dirname, '../../../shared/data');
const isDocument = (value: unknown): value is GraphqlDocument =>
	typeof value === 'object' && value !== null && 'text' in value;
const ours: GraphqlDocument[] = Object.values(documents as Record<string, unknown>).filter(isDocument);

const gid = (kind: string) => `gid://shopify/${kind}/1`;
const spread = {
	label: 'A',
	fulfillmentLine: gid('FulfillmentLineItem'),
	quantity: 1,
	reason: 'defective',
	note: 'torn',
	restockingFee: 10,
};
const reasons = new Map([['damaged-or-defective', gid('ReturnReasonDefinition')]]);
const stock = {
	locationId: gid('Location'),
	changes: [{ inventoryItemId: gid('InventoryItem'), quantity: 1, expected: 3 }],
};
/** Variables as the node sends them. */
const variables: Record<string, Record<string, unknown>> = {
	AppScopes: {},
	ReturnStatus: { id: gid('Return') },
	ReturnGet: { id: gid('Return') },
	OrderGet: { id: gid('Order') },
	OrderRefunds: { id: gid('Order') },
	ReturnApprove: { input: { id: gid('Return'), notifyCustomer: false } },
	ReturnDecline: {
		input: { id: gid('Return'), declineReason: 'RETURN_PERIOD_ENDED', declineNote: 'late', notifyCustomer: false },
	},
	ReturnProcess: {
		input: {
			returnId: gid('Return'),
			notifyCustomer: false,
			returnLineItems: [
				{
					id: gid('ReturnLineItem'),
					quantity: 1,
					dispositions: [
						{
							reverseFulfillmentOrderLineItemId: gid('ReverseFulfillmentOrderLineItem'),
							quantity: 1,
							dispositionType: 'RESTOCKED',
							locationId: gid('Location'),
						},
					],
				},
			],
		},
	},
	ReturnClose: { id: gid('Return') },
	RefundCreate: {
		input: refundInput(
			{ id: 'RMA-1/R1', amount: { amount: 1, currency: 'EUR' } },
			gid('Order'),
			gid('OrderTransaction'),
		),
		key: idempotencyKey('RMA-1/R1'),
	},
	OrderFind: { query: searchOf({ number: '#1001', email: 'a@example.com' }), after: null },
	OrderList: { query: changedSince({ since: '2026-11-01T00:00:00Z', before: '2026-11-02T00:00:00Z' }), after: null },
	ReturnableFulfillments: { orderId: gid('Order'), first: 10, after: null, inner: 'x' },
	ReturnCalculate: { input: calculateInput(gid('Order'), [spread], { amount: 490, currency: 'EUR' }) },
	SuggestedOutcome: {
		id: gid('Return'),
		lines: [{ id: gid('ReturnLineItem'), quantity: 1 }],
		exchanges: [{ id: gid('ExchangeLineItem'), quantity: 1 }],
		shipping: null,
		allocation: 'STORE_CREDIT',
	},
	OrderBrand: { id: gid('Order') },
	OrderMarks: { id: gid('Order'), namespace: '$app', key: 'case_references' },
	MetafieldsSet: {
		metafields: [
			{
				ownerId: gid('Order'),
				namespace: '$app',
				key: 'case_references',
				type: 'list.single_line_text_field',
				value: '["RMA-1"]',
				compareDigest: null,
			},
		],
	},
	TagsAdd: { id: gid('Order'), tags: ['RMA-1'] },
	OrderReturned: { id: gid('Order'), after: null },
	OrderReturns: { id: gid('Order'), after: null },
	ReturnReasons: { handles: ['unknown'] },
	ReturnCreate: {
		returnInput: {
			orderId: gid('Order'),
			returnLineItems: [lineInput(spread, reasons, 'RMA-1', 'returnReasonNote')],
			exchangeLineItems: [
				{
					variantId: gid('ProductVariant'),
					quantity: 1,
					appliedDiscount: { value: { percentage: 5 }, description: 'Exchange' },
				},
			],
			returnShippingFee: { amount: { amount: '4.90', currencyCode: 'EUR' } },
		},
	},
	ReturnRequest: {
		input: {
			orderId: gid('Order'),
			returnLineItems: [lineInput(spread, reasons, 'RMA-1', 'customerNote')],
			returnShippingFee: { amount: { amount: '4.90', currencyCode: 'EUR' } },
		},
	},
	ReturnReopen: { id: gid('Return') },
	ReturnCancel: { id: gid('Return') },
	OrderStanding: { id: gid('Order') },
	OrderCancel: { id: gid('Order'), note: 'RMA-1' },
	ReturnRemove: { id: gid('Return'), lines: [{ returnLineItemId: gid('ReturnLineItem'), quantity: 1 }] },
	ReturnsList: { query: orderSearch({ status: 'active', since: '2026-11-01T00:00:00Z' }), after: null },
	ReturnsOfOrder: { id: gid('Order'), after: 'x' },
	BulkRun: { query: documents.bulkReturnsQuery(orderSearch({ status: 'open' })) },
	BulkGet: { id: gid('BulkOperation') },
	ReverseDeliveries: { id: gid('Return') },
	ReverseDeliveryCreate: {
		order: gid('ReverseFulfillmentOrder'),
		tracking: { number: '1Z', url: 'https://carrier.example.com/1Z' },
		label: { fileUrl: 'https://files.example.com/1.pdf' },
		notifyCustomer: false,
	},
	ReverseDeliveryUpdate: { id: gid('ReverseDelivery'), tracking: null, label: null, notifyCustomer: true },
	ReverseDispose: {
		dispositions: [
			{
				reverseFulfillmentOrderLineItemId: gid('ReverseFulfillmentOrderLineItem'),
				quantity: 1,
				dispositionType: 'MISSING',
			},
		],
	},
	ReverseOrder: { id: gid('ReverseFulfillmentOrder') },
	Locations: { query: null, after: null },
	InventoryItems: { query: "sku:'A'", after: null },
	InventoryLevels: { query: "sku:'A'", location: gid('Location'), after: null },
	InventoryAdjust: {
		input: adjustInput('RMA-1/a', { name: 'damaged', reason: 'damaged', ...stock }),
		key: changeKey('adjust/RMA-1/a'),
	},
	InventoryMove: {
		input: moveInput('RMA-1/m', { from: 'quality_control', to: 'available', reason: 'restock', ...stock }),
		key: changeKey('move/RMA-1/m'),
	},
	InventorySet: {
		input: setInput('RMA-1/s', { name: 'on_hand', reason: 'correction', ...stock }),
		key: changeKey('set/RMA-1/s'),
	},
	StoreCredits: { id: gid('Customer') },
	StoreCreditIssue: {
		id: gid('Customer'),
		credit: {
			creditAmount: { amount: '25.00', currencyCode: 'EUR' },
			expiresAt: '2027-11-21T00:00:00.000Z',
			notify: false,
		},
	},
	GiftCards: { query: "created_at:>='2026-11-01T00:00:00.000Z'", after: null },
	GiftCardCreate: {
		input: {
			initialAmount: { amount: '25.00', currencyCode: 'EUR' },
			note: 'Return credit [RMA-1/G1]',
			customerId: gid('Customer'),
			expiresOn: '2029-12-31',
		},
	},
	ChangedOrders: { query: "updated_at:>='2026-11-01T00:00:00.000Z'", after: null },
	Disputes: { query: "initiated_at:>='2026-11-01T00:00:00.000Z'", after: null },
	BalanceTransactions: { first: 100, after: null, query: 'payments_transfer_id:1' },
	RefundGet: { id: gid('Refund') },
	WebhookSubscriptions: { uri: 'https://n8n.example.com/webhook/a', after: undefined },
	WebhookSubscriptionCreate: {
		topic: 'RETURNS_REQUEST',
		webhookSubscription: { uri: 'https://n8n.example.com/webhook/a', format: 'JSON' },
	},
	WebhookSubscriptionDelete: { id: gid('WebhookSubscription') },
};

/** The further pages of any list are asked for in one way. */
const variablesOf = (name: string) => (name.startsWith('Further') ? { id: gid('Order'), after: 'x' } : variables[name]);

/** Lists of which the first entries are enough, each with the reason. */
const beginnings: Record<string, string> = {
	'ReturnReasons.returnReasonDefinitions': 'asked for by handle, fewer than it gives',
	'StoreCredits.storeCreditAccounts': 'one for each currency',
	'StoreCredits.transactions': 'the newest: a credit that was just given is among them',
	'OrderReturns.returnLineItems': 'every line of a return of ours carries the note',
	'ReturnCreate.exchangeLineItems': 'read again where it counts',
	'RefundCreate.transactions': 'read on where there are more',
};

it('every list is asked for whole: with its page, or without a number where it has no pages', () => {
	const cut: string[] = [];
	for (const { name, text } of ours) {
		const schema = adminSchema(apiVersions[0]);
		const types = new TypeInfo(schema);
		visit(
			parse(text),
			visitWithTypeInfo(types, {
				Field(node) {
					const type = String(types.getType());
					const at = `${name}.${node.name.value}`;
					const counted = node.arguments?.some((one) => one.name.value === 'first');
					const paged = node.selectionSet?.selections.some(
						(one) => one.kind === Kind.FIELD && one.name.value === 'pageInfo',
					);
					const wrong = type.includes('Connection') ? !paged : counted && type.startsWith('[');
					if (wrong && !beginnings[at]) cut.push(at);
				},
			}),
		);
	}
	// Of an order's refunds that come with many orders, more are read by themselves.
	expect(cut).toEqual(['ChangedOrders.refunds']);
});

describe.each(apiVersions)("Shopify's own schema, %s", (version) => {
	it.each(ours.map((document) => [document.name, document] as const))(
		'takes %s and its variables',
		(name, document) => {
			const schema = adminSchema(version);
			const parsed = parse(document.text);
			expect(validate(schema, parsed, specifiedRules).map(String)).toEqual([]);
			const operation = parsed.definitions.find(
				(one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
			)!;
			expect(operation.name?.value).toBe(name);
			expect(getVariableValues(schema, operation.variableDefinitions ?? [], variablesOf(name)).errors ?? []).toEqual(
				[],
			);
		},
	);

	it('takes a record of what went back elsewhere, and has no other call that could make one', () => {
		const schema = adminSchema(version);
		const operation = parse(documents.refundCreate.text).definitions[0] as OperationDefinitionNode;
		const order = { orderId: gid('Order'), intent: 'RMA-1/R1', amount: { amount: 100, currency: 'EUR' }, gateways: [] };
		const parts = ['1', '2'].map((id) => ({
			parentId: `gid://shopify/OrderTransaction/${id}`,
			gateway: 'manual',
			amount: { amount: 50, currency: 'EUR' },
		}));
		const values = { input: recordInput(order, parts), key: idempotencyKey('RMA-1/R1 1.00', 'record') };
		expect(getVariableValues(schema, operation.variableDefinitions ?? [], values).errors ?? []).toEqual([]);
		// What takes a transaction of an order, or makes a refund; the others that speak of payments take money in.
		const making = Object.values(schema.getMutationType()!.getFields())
			.filter(({ name, args }) => /refund/i.test(name) || args.some((one) => /OrderTransaction/.test(String(one.type))))
			.map(({ name }) => name);
		expect(making.filter((name) => !['refundCreate', 'returnRefund'].includes(name))).toEqual([]);
		const said = (
			schema.getType('OrderTransaction') as unknown as { getFields(): Record<string, { description: string }> }
		).getFields().manualPaymentGateway.description;
		expect(said).toContain('processed by manual payment gateway');
	});

	it('takes the query of the bulk operation, and its rules: no more than five connections, two deep', () => {
		const document = parse(documents.bulkReturnsQuery(orderSearch({ status: 'active' })));
		expect(validate(adminSchema(version), document, specifiedRules).map(String)).toEqual([]);
		expect(documents.bulkReturnsQuery('a').match(/edges/g)).toHaveLength(2);
	});

	it('says that a transaction is told when it has ended, also when it was pending before: so the stand-in does', () => {
		const type = adminSchema(version).getType('WebhookSubscriptionTopic') as unknown as {
			getValue(name: string): { description: string };
		};
		const said = type.getValue('ORDER_TRANSACTIONS_CREATE').description.replace(/\s+/g, ' ');
		expect(said).toContain('status is updated');
		expect(said).toContain('Only occurs for transactions with a status of success, failure or error');
	});

	it('knows every topic of the trigger', () => {
		const type = adminSchema(version).getType('WebhookSubscriptionTopic') as unknown as {
			getValues(): Array<{ name: string }>;
		};
		const known = type.getValues().map(({ name }) => name);
		for (const topic of Object.values(topics)) expect(known).toContain(topic);
	});

	it('refuses a wrong field and a wrong value: the check can fail', () => {
		const schema = adminSchema(version);
		expect(validate(schema, parse('query { return(id: "x") { id refundedAmount } }'))[0].message).toContain(
			'refundedAmount',
		);
		const operation = parse(documents.returnDecline.text).definitions[0] as OperationDefinitionNode;
		expect(
			getVariableValues(schema, operation.variableDefinitions ?? [], {
				input: { id: gid('Return'), declineReason: 'NO_MOOD' },
			}).errors?.[0].message,
		).toContain('NO_MOOD');
	});
});

describe('the sandbox', () => {
	it('refunds through the gateway of the payment, whatever the request names, as a recorded shop did', async () => {
		const shopify = createShopify(new Journal());
		const running = await serve(shopify, new Journal());
		const refund = async (kind: string, parentId: string, gateway: string, key: string) => {
			const orderId = 'gid://shopify/Order/5001';
			const answer = await fetch(`${running.url}/admin/api/2026-10/graphql.json`, {
				method: 'POST',
				headers: { 'x-shopify-access-token': legacyToken },
				body: JSON.stringify({
					query: documents.refundCreate.text,
					variables: { key, input: { orderId, transactions: [{ orderId, parentId, amount: '1.00', gateway, kind }] } },
				}),
			});
			return ((await answer.json()) as { data: { refundCreate: object } }).data.refundCreate;
		};
		try {
			const [{ id }] = shopify.state.order('#1001').transactions;
			expect(await refund('REFUND', id, 'manual', 'a')).toMatchObject({
				refund: { transactions: { nodes: [{ kind: 'REFUND', status: 'SUCCESS', gateway: 'stripe' }] } },
				userErrors: [],
			});
			expect(await refund('AUTHORIZATION', id, 'stripe', 'b')).toMatchObject({
				refund: null,
				userErrors: [{ message: 'Kind authorization is not a valid transaction' }],
			});
			expect(await refund('REFUND', 'gid://shopify/OrderTransaction/1', 'stripe', 'c')).toMatchObject({
				refund: null,
				userErrors: [{ message: 'Transactions require a parent_id associated with the order' }],
			});
		} finally {
			await running.stop();
		}
	});

	it('takes a custom item back into no stock, in the words of a recorded shop', async () => {
		const shopify = createShopify(new Journal());
		const running = await serve(shopify, new Journal());
		try {
			const order = shopify.state.order('#1001');
			order.lines[0].entry = { ...order.lines[0].entry, custom: true };
			const { id, lines } = shopify.state.request(order, [{ sku: order.lines[0].entry.sku, quantity: 1 }]);
			shopify.state.approve(id);
			const dispose = async (dispositionType: string) => {
				const [location] = shopify.state.stock.locations;
				const answer = await fetch(`${running.url}/admin/api/2026-10/graphql.json`, {
					method: 'POST',
					headers: { 'x-shopify-access-token': legacyToken },
					body: JSON.stringify({
						query: documents.reverseDispose.text,
						variables: {
							dispositions: [
								{
									reverseFulfillmentOrderLineItemId: lines[0].reverseLineId,
									quantity: 1,
									dispositionType,
									locationId: location.id,
								},
							],
						},
					}),
				});
				const { data } = (await answer.json()) as Record<'data', Record<string, { userErrors: object[] }>>;
				return data.reverseFulfillmentOrderDispose.userErrors;
			};
			expect(await dispose('RESTOCKED')).toMatchObject([
				{ message: 'RESTOCKED is an invalid disposition type for a custom line item.' },
			]);
			expect(await dispose('NOT_RESTOCKED')).toEqual([]);
		} finally {
			await running.stop();
		}
	});

	it("answers in Shopify's shapes: validation, missing @idempotent, wrong kind of id, unknown token", async () => {
		const running = await serve(createShopify(new Journal()), new Journal());
		const send = async (query: string, values: object = {}, token = legacyToken, version = '2026-10') => {
			const answer = await fetch(`${running.url}/admin/api/${version}/graphql.json`, {
				method: 'POST',
				headers: { 'x-shopify-access-token': token },
				body: JSON.stringify({ query, variables: values }),
			});
			return {
				status: answer.status,
				body: (await answer.json()) as {
					errors?: Array<{ message: string; extensions: { code: string } }>;
					data?: Record<string, unknown>;
					extensions?: { cost: { throttleStatus: { restoreRate: number } } };
				},
			};
		};
		try {
			expect((await send('{ shop { nmae } }')).body.errors?.[0].extensions.code).toBe('undefinedField');
			const input = { orderId: 'gid://shopify/Order/5002', transactions: [] };
			const bare = await send(
				'mutation ($input: RefundInput!) { refundCreate(input: $input) { refund { id } userErrors { message } } }',
				{ input },
			);
			expect(bare).toMatchObject({
				status: 200,
				body: {
					data: { refundCreate: null },
					errors: [
						{
							message: 'The @idempotent directive is required for this mutation but was not provided.',
							extensions: { code: 'BAD_REQUEST' },
						},
					],
				},
			});
			expect((await send('{ return(id: "gid://shopify/Order/1") { id } }')).body.errors?.[0]).toMatchObject({
				message: 'Invalid id: gid://shopify/Order/1',
				extensions: { code: 'RESOURCE_NOT_FOUND' },
			});
			expect((await send('{ return(id: "gid://shopify/Return/1") { id } }')).body).toMatchObject({
				data: { return: null },
				extensions: { cost: { throttleStatus: { maximumAvailable: 2000, restoreRate: 100 } } },
			});
			expect(
				await send('mutation { returnClose(id: "gid://shopify/Return/1") { userErrors { code field message } } }'),
			).toMatchObject({
				body: {
					data: { returnClose: { userErrors: [{ code: 'NOT_FOUND', field: ['id'], message: 'Return not found.' }] } },
				},
			});
			expect((await send('{ shop { name } }', {}, 'wrong')).status).toBe(401);
			expect((await send('{ shop { name } }', {}, legacyToken, '2020-01')).status).toBe(404);
			const refund = (amount: string, key: string) =>
				send(documents.refundCreate.text, {
					key,
					input: {
						orderId: 'gid://shopify/Order/5002',
						transactions: [
							{
								orderId: 'gid://shopify/Order/5002',
								parentId: 'gid://shopify/OrderTransaction/85002',
								amount,
								gateway: 'shopify_payments',
								kind: 'REFUND',
							},
						],
					},
				});
			expect((await refund('999.00', 'k1')).body.data).toMatchObject({
				refundCreate: {
					refund: null,
					userErrors: [{ message: 'Refund amount €999.00 is greater than net payment received €60.00' }],
				},
			});
			const [first, same, other] = [
				await refund('1.00', 'k2'),
				await refund('1.00', 'k2'),
				await refund('2.00', 'k2'),
			].map(({ body }) => body.data?.refundCreate as { refund: { id: string } | null; userErrors: unknown[] });
			expect(same.refund?.id).toBe(first.refund?.id);
			expect(other).toMatchObject({
				refund: null,
				userErrors: [{ message: expect.stringContaining('different parameters') }],
			});
		} finally {
			await running.stop();
		}
	});
});

interface Exchange {
	status: number;
	query: string;
	response: {
		data?: Record<string, { userErrors?: Array<{ code: string | null }> } | null> | null;
		errors?: Array<{ extensions?: { code?: string } }>;
	};
}

const recordings = join(data, 'shopify', 'recorded-exchanges.jsonl');
const recorded = existsSync(recordings)
	? readFileSync(recordings, 'utf8')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Exchange)
	: [];
(recorded.length ? describe : describe.skip)(
	'recorded exchanges of a dev store (needs RETURNS_DATA or ../shared/data)',
	() => {
		/** What the answer means, told from its raw form and not by our reader. */
		const expected = ({ response }: Exchange): string => {
			const code = response.errors?.[0]?.extensions?.code;
			if (code === 'RESOURCE_NOT_FOUND' || code === 'INVALID_VARIABLE') return 'invalid_input';
			if (response.errors?.length) return 'rejected';
			return Object.values(response.data ?? {}).some((value) => value?.userErrors?.length) ? 'rejected' : 'read';
		};
		const outcome = ({ status, query, response }: Exchange): string => {
			try {
				const reading = readAnswer(
					{ status, body: response },
					{ name: 'Recorded', repeatable: !/^\s*(#graphql)?\s*mutation/.test(query) },
				);
				return 'data' in reading ? 'read' : 'throttled';
			} catch (error) {
				return (error as { category: string }).category;
			}
		};

		it('are read as what they are', () => {
			expect(recorded.length).toBeGreaterThan(200);
			expect(recorded.map(outcome)).toEqual(recorded.map(expected));
			expect(new Set(recorded.map(outcome))).toEqual(new Set(['read', 'rejected', 'invalid_input']));
		});

		it('of our mutations have the shape our documents read', () => {
			const mutations = [
				'returnApproveRequest',
				'returnDeclineRequest',
				'returnProcess',
				'returnClose',
				'returnReopen',
				'returnCancel',
				'removeFromReturn',
				'returnRequest',
			] as const;
			const answers = {
				returnApproveRequest: documents.returnApprove,
				returnDeclineRequest: documents.returnDecline,
				returnProcess: documents.returnProcess,
				returnClose: documents.returnClose,
				returnReopen: documents.returnReopen,
				returnCancel: documents.returnCancel,
				removeFromReturn: documents.returnRemove,
				returnRequest: documents.returnRequest,
			};
			for (const name of mutations) {
				// Those that asked for what we ask for.
				const done = recorded.filter(
					(one) =>
						expected(one) === 'read' && one.response.data?.[name] && /return \{\s+id\s+name\s+status/.test(one.query),
				);
				expect(done.length).toBeGreaterThan(0);
				for (const { response } of done) {
					const parsed = answers[name].answer.safeParse(response.data);
					expect(parsed.success || parsed.error.issues).toBe(true);
				}
			}
		});
	},
);

const samples = join(data, 'shopify', 'webhook-samples');
(existsSync(samples) ? describe : describe.skip)('sample webhooks (needs RETURNS_DATA or ../shared/data)', () => {
	const others: Array<[string, OtherTopic]> = [
		['reverse_deliveries_attach_deliverable', 'reverse_deliveries/attach_deliverable'],
		['reverse_fulfillment_orders_dispose', 'reverse_fulfillment_orders/dispose'],
		['refunds_create', 'refunds/create'],
		['order_transactions_create', 'order_transactions/create'],
		['refund_transaction.shopify_payments.success.excerpt', 'order_transactions/create'],
		['disputes_create', 'disputes/create'],
		['disputes_update', 'disputes/update'],
		['tender_transactions_create', 'tender_transactions/create'],
		['bulk_operations_finish', 'bulk_operations/finish'],
		['app_uninstalled', 'app/uninstalled'],
	];
	const readSample = (topic: OtherTopic, file: string) => {
		const raw = readFileSync(join(samples, `${file}.json`), 'utf8');
		return readOther(topic, JSON.parse(raw), raw);
	};
	it('are read as their own topic', () => {
		const read = Object.fromEntries(others.map(([file, topic]) => [file, readSample(topic, file)]));
		expect(read['refund_transaction.shopify_payments.success.excerpt']).toEqual({
			gid: 'gid://shopify/OrderTransaction/7314461393176',
			orderId: 'gid://shopify/Order/6022498320664',
			transaction: { id: 'gid://shopify/OrderTransaction/7314461393176', kind: 'refund', status: 'success' },
		});
		expect(read.reverse_deliveries_attach_deliverable).toEqual({
			gid: 'gid://shopify/ReverseDelivery/9080907654321',
			returnId: 'gid://shopify/Return/123134564567890',
			parcel: { number: '123345345' },
		});
		expect(read.disputes_create).toMatchObject({
			orderId: 'gid://shopify/Order/820982911946154500',
			dispute: { amount: { amount: 1150, currency: 'CAD' }, outcome: 'open' },
		});
	});

	it('are believed as no other topic', () => {
		const like = (topic: OtherTopic) =>
			others
				.filter(([, one]) => one === topic || (one.startsWith('disputes/') && topic.startsWith('disputes/')))
				.map(([file]) => file);
		for (const [file, topic] of others) {
			for (const other of new Set(others.map(([, one]) => one)))
				if (!like(topic).includes(file) || !like(other).includes(file)) expect(() => readSample(other, file)).toThrow();
		}
	});

	it('are read', () => {
		const files = readdirSync(samples).filter((file) => /^returns_\w+\.(with_lines\.)?json$/.test(file));
		const read = files.map((file) => {
			const topic = `returns/${/^returns_([a-z]+)/.exec(file)![1]}` as ReturnTopic;
			const raw = readFileSync(join(samples, file), 'utf8');
			return { file, ...readBody(topic, JSON.parse(raw)) };
		});
		expect(read.length).toBeGreaterThanOrEqual(7);
		// The plain sample of returns/request lists no lines: a person finds out what comes back.
		expect(read.find(({ file }) => file === 'returns_request.json')?.request?.lines).toMatchObject([
			{ sku: '', quantity: 1 },
		]);
		expect(read.find(({ file }) => file === 'returns_update.json')?.returnId).toBe(
			'gid://shopify/Return/123134564567890',
		);
		expect(read.find(({ file }) => file === 'returns_request.with_lines.json')?.request).toMatchObject({
			orderNumber: '#1106',
			lines: [{ id: 'L6200524949', quantity: 1, reason: 'unwanted' }],
			providerIds: { 'shopify.return': 'gid://shopify/Return/3547267221' },
		});
	});
});
