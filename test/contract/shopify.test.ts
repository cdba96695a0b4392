import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getVariableValues, Kind, parse, specifiedRules, validate, type OperationDefinitionNode } from 'graphql';
import * as documents from '../../nodes/ShopifyReturns/documents';
import type { GraphqlDocument } from '../../nodes/ShopifyReturns/documents';
import { idempotencyKey, refundInput } from '../../nodes/ShopifyReturns/mapping/refund';
import { readAnswer } from '../../nodes/ShopifyReturns/transport/answer';
import { apiVersions } from '../../nodes/ShopifyReturns/transport/endpoint';
import { readBody } from '../../nodes/ShopifyReturns/webhook/body';
import { topics, type Topic } from '../../nodes/ShopifyReturns/webhook/topics';
import { legacyToken, createShopify } from '../sandbox/shopify';
import { Journal, serve } from '../sandbox/server';
import { adminSchema } from '../sandbox/shopifySchema';

const data = process.env.RETURNS_DATA ?? join(__dirname, '../../../shared/data');
const isDocument = (value: unknown): value is GraphqlDocument => typeof value === 'object' && value !== null && 'text' in value;
const ours: GraphqlDocument[] = Object.values(documents as Record<string, unknown>).filter(isDocument);

const gid = (kind: string) => `gid://shopify/${kind}/1`;
/** Variables as the node sends them. */
const variables: Record<string, Record<string, unknown>> = {
	ReturnStatus: { id: gid('Return') },
	ReturnGet: { id: gid('Return'), after: 'x' },
	OrderGet: { id: gid('Order'), after: null },
	OrderRefunds: { id: gid('Order') },
	ReturnApprove: { input: { id: gid('Return'), notifyCustomer: false } },
	ReturnDecline: { input: { id: gid('Return'), declineReason: 'RETURN_PERIOD_ENDED', declineNote: 'late', notifyCustomer: false } },
	ReturnProcess: { input: { returnId: gid('Return'), notifyCustomer: false, returnLineItems: [{ id: gid('ReturnLineItem'), quantity: 1, dispositions: [{ reverseFulfillmentOrderLineItemId: gid('ReverseFulfillmentOrderLineItem'), quantity: 1, dispositionType: 'RESTOCKED', locationId: gid('Location') }] }] } },
	ReturnClose: { id: gid('Return') },
	RefundCreate: { input: refundInput({ id: 'RMA-1/R1', amount: { amount: 1, currency: 'EUR' } }, gid('Order'), gid('OrderTransaction')), key: idempotencyKey('RMA-1/R1') },
	WebhookSubscriptions: { uri: 'https://n8n.example.com/webhook/a', after: undefined },
	WebhookSubscriptionCreate: { topic: 'RETURNS_REQUEST', webhookSubscription: { uri: 'https://n8n.example.com/webhook/a', format: 'JSON' } },
	WebhookSubscriptionDelete: { id: gid('WebhookSubscription') },
};

describe.each(apiVersions)('Shopify\'s own schema, %s', (version) => {
	it.each(ours.map((document) => [document.name, document] as const))('takes %s and its variables', (name, document) => {
		const schema = adminSchema(version);
		const parsed = parse(document.text);
		expect(validate(schema, parsed, specifiedRules).map(String)).toEqual([]);
		const operation = parsed.definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION)!;
		expect(operation.name?.value).toBe(name);
		expect(getVariableValues(schema, operation.variableDefinitions ?? [], variables[name]).errors ?? []).toEqual([]);
	});

	it('knows every topic of the trigger', () => {
		const type = adminSchema(version).getType('WebhookSubscriptionTopic') as unknown as { getValues(): Array<{ name: string }> };
		const known = type.getValues().map(({ name }) => name);
		for (const topic of Object.values(topics)) expect(known).toContain(topic);
	});

	it('refuses a wrong field and a wrong value: the check can fail', () => {
		const schema = adminSchema(version);
		expect(validate(schema, parse('query { return(id: "x") { id refundedAmount } }'))[0].message).toContain('refundedAmount');
		const operation = parse(documents.returnDecline.text).definitions[0] as OperationDefinitionNode;
		expect(getVariableValues(schema, operation.variableDefinitions ?? [], { input: { id: gid('Return'), declineReason: 'NO_MOOD' } }).errors?.[0].message).toContain('NO_MOOD');
	});
});

describe('the sandbox', () => {
	it('answers in Shopify\'s shapes: validation, missing @idempotent, wrong kind of id, unknown token', async () => {
		const running = await serve(createShopify(new Journal()), new Journal());
		const send = async (query: string, values: object = {}, token = legacyToken, version = '2026-10') => {
			const answer = await fetch(`${running.url}/admin/api/${version}/graphql.json`, { method: 'POST', headers: { 'x-shopify-access-token': token }, body: JSON.stringify({ query, variables: values }) });
			return { status: answer.status, body: (await answer.json()) as { errors?: Array<{ message: string; extensions: { code: string } }>; data?: Record<string, unknown>; extensions?: { cost: { throttleStatus: { restoreRate: number } } } } };
		};
		try {
			expect((await send('{ shop { nmae } }')).body.errors?.[0].extensions.code).toBe('undefinedField');
			const input = { orderId: 'gid://shopify/Order/5002', transactions: [] };
			const bare = await send('mutation ($input: RefundInput!) { refundCreate(input: $input) { refund { id } userErrors { message } } }', { input });
			expect(bare).toMatchObject({ status: 200, body: { data: { refundCreate: null }, errors: [{ message: 'The @idempotent directive is required for this mutation but was not provided.', extensions: { code: 'BAD_REQUEST' } }] } });
			expect((await send('{ return(id: "gid://shopify/Order/1") { id } }')).body.errors?.[0]).toMatchObject({ message: 'Invalid id: gid://shopify/Order/1', extensions: { code: 'RESOURCE_NOT_FOUND' } });
			expect((await send('{ return(id: "gid://shopify/Return/1") { id } }')).body).toMatchObject({ data: { return: null }, extensions: { cost: { throttleStatus: { maximumAvailable: 2000, restoreRate: 100 } } } });
			expect(await send('mutation { returnClose(id: "gid://shopify/Return/1") { userErrors { code field message } } }')).toMatchObject({ body: { data: { returnClose: { userErrors: [{ code: 'NOT_FOUND', field: ['id'], message: 'Return not found.' }] } } } });
			expect((await send('{ shop { name } }', {}, 'wrong')).status).toBe(401);
			expect((await send('{ shop { name } }', {}, legacyToken, '2020-01')).status).toBe(404);
			const refund = (amount: string, key: string) => send(documents.refundCreate.text, { key, input: { orderId: 'gid://shopify/Order/5002', transactions: [{ orderId: 'gid://shopify/Order/5002', parentId: 'gid://shopify/OrderTransaction/85002', amount, gateway: 'shopify_payments', kind: 'REFUND' }] } });
			expect((await refund('999.00', 'k1')).body.data).toMatchObject({ refundCreate: { refund: null, userErrors: [{ message: 'Refund amount €999.00 is greater than net payment received €60.00' }] } });
			const [first, same, other] = [await refund('1.00', 'k2'), await refund('1.00', 'k2'), await refund('2.00', 'k2')].map(({ body }) => body.data?.refundCreate as { refund: { id: string } | null; userErrors: unknown[] });
			expect(same.refund?.id).toBe(first.refund?.id);
			expect(other).toMatchObject({ refund: null, userErrors: [{ message: expect.stringContaining('different parameters') }] });
		} finally {
			await running.stop();
		}
	});
});

interface Exchange {
	status: number;
	query: string;
	response: { data?: Record<string, { userErrors?: Array<{ code: string | null }> } | null> | null; errors?: Array<{ extensions?: { code?: string } }> };
}

const recordings = join(data, 'shopify', 'recorded-exchanges.jsonl');
const recorded = existsSync(recordings) ? readFileSync(recordings, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Exchange) : [];
(recorded.length ? describe : describe.skip)('recorded exchanges of a dev store (needs RETURNS_DATA or ../shared/data)', () => {
	/** What the answer means, told from its raw form and not by our reader. */
	const expected = ({ response }: Exchange): string => {
		const code = response.errors?.[0]?.extensions?.code;
		if (code === 'RESOURCE_NOT_FOUND' || code === 'INVALID_VARIABLE') return 'invalid_input';
		if (response.errors?.length) return 'rejected';
		return Object.values(response.data ?? {}).some((value) => value?.userErrors?.length) ? 'rejected' : 'read';
	};
	const outcome = ({ status, query, response }: Exchange): string => {
		try {
			const reading = readAnswer({ status, body: response }, { name: 'Recorded', repeatable: !/^\s*(#graphql)?\s*mutation/.test(query) });
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
		const mutations = ['returnApproveRequest', 'returnDeclineRequest', 'returnProcess', 'returnClose'] as const;
		const answers = { returnApproveRequest: documents.returnApprove, returnDeclineRequest: documents.returnDecline, returnProcess: documents.returnProcess, returnClose: documents.returnClose };
		for (const name of mutations) {
			// Those that asked for what we ask for.
			const done = recorded.filter((one) => expected(one) === 'read' && one.response.data?.[name] && /return \{\s+id\s+name\s+status/.test(one.query));
			expect(done.length).toBeGreaterThan(0);
			for (const { response } of done) {
				const parsed = answers[name].answer.safeParse(response.data);
				expect(parsed.success || parsed.error.issues).toBe(true);
			}
		}
	});
});

const samples = join(data, 'shopify', 'webhook-samples');
(existsSync(samples) ? describe : describe.skip)('sample webhooks (needs RETURNS_DATA or ../shared/data)', () => {
	it('are read', () => {
		const files = readdirSync(samples).filter((file) => /^returns_\w+\.(with_lines\.)?json$/.test(file));
		const read = files.map((file) => {
			const topic = `returns/${/^returns_([a-z]+)/.exec(file)![1]}` as Topic;
			const raw = readFileSync(join(samples, file), 'utf8');
			// The plain sample of returns/request lists no lines; there is nothing in it to return.
			if (file === 'returns_request.json') {
				expect(() => readBody(topic, raw)).toThrow('return_line_items');
				return undefined;
			}
			return readBody(topic, raw);
		});
		expect(read.filter(Boolean).length).toBeGreaterThanOrEqual(6);
		expect(read.find((one) => one?.request)?.request).toMatchObject({ orderNumber: '#1106', lines: [{ id: 'L6200524949', quantity: 1, reason: 'unwanted' }], providerIds: { 'shopify.return': 'gid://shopify/Return/3547267221' } });
	});
});
