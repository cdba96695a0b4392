import type { CaseStore, Claim, RecordInput } from '../../nodes/shared/store/store';
import type { Answer, Incoming, StandIn } from '../sandbox/server';
import type { Random } from './random';

/*
 * The control: the same flow under the same faults without what keeps it from paying twice. If nothing were doubled then, the
 * rules that hold for the protected flow would prove nothing.
 */

/** A case store without claims: everybody is always the first. */
export function withoutClaims(store: CaseStore, random: Random): CaseStore {
	return {
		...store,
		claims: {
			begin: async (key): Promise<Claim> => ({ key, token: random.uuid(), standing: 'first' }),
			noteProgress: async () => true,
			settle: async () => undefined,
			get: async () => undefined,
			isOpen: async () => false,
			newest: async () => [],
		},
		cases: {
			...store.cases,
			record: async (input: RecordInput) => await store.cases.record({ ...input, claim: undefined }),
		},
	};
}

/** A provider that sees no idempotency keys, and whose refunds cannot be looked up, nor what is left of a payment. */
export async function unprotectedRequest(standIn: StandIn, request: Incoming, random: Random): Promise<Answer> {
	const { headers, ...rest } = request;
	const keyless = { ...headers };
	delete keyless['idempotency-key'];
	const operation = standIn.operationOf(request);
	if (operation === 'GET /v1/refunds') return { status: 200, body: { object: 'list', data: [], has_more: false } };
	if (standIn.provider !== 'shopify' || request.path.endsWith('/access_token'))
		return withNothingPaidBack(await standIn.answer({ ...rest, headers: keyless }));
	const asked = request.json() as { variables?: { key?: string } };
	if (asked.variables?.key) asked.variables.key = random.uuid();
	const answer = await standIn.answer({ ...rest, headers: keyless, json: () => asked });
	const { order } = (answer.body as { data?: { order?: ShopOrder } }).data ?? {};
	if (order?.refunds) order.refunds = [];
	if (Array.isArray(order?.transactions))
		order.transactions = order.transactions.filter(({ kind }) => kind !== 'REFUND');
	return answer;
}

interface ShopOrder {
	refunds?: unknown[];
	transactions?: Array<{ kind?: string }>;
}

/** What has gone back of a payment is a look-up, too. */
function withNothingPaidBack(answer: Answer): Answer {
	const body = JSON.stringify(answer.body);
	if (!body?.includes('"amount_refunded"')) return answer;
	return {
		...answer,
		body: JSON.parse(body.replace(/"amount_refunded":\d+/g, '"amount_refunded":0')) as Answer['body'],
	};
}
