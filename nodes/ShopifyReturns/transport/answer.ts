import { z } from 'zod';
import { cutText, EffectError, type ErrorCategory } from '../../shared/model';
import type { HttpResponse } from '../../shared/effect/http';
import type { GraphqlDocument } from '../graphql';
import type { Cost as CostOf } from './pace';

/** One that is strange loses nothing else. */
const path = z
	.array(z.union([z.string(), z.number()]))
	.nullish()
	.catch(undefined);
const ErrorObject = z.object({
	// One that is left out is no reason to lose the code.
	message: z.string().catch(''),
	path,
	extensions: z
		.object({
			code: z
				.union([z.string(), z.number().transform(String)])
				.optional()
				.catch(undefined),
			problems: z.array(z.object({ path }).catch({})).nullish().catch(undefined),
		})
		.nullish()
		.catch(undefined),
});
type TopLevelError = z.infer<typeof ErrorObject>;
const TopLevelError = z.union([ErrorObject, z.string().transform((message): TopLevelError => ({ message }))]);

/** What is refused before the API is reached comes as a sentence, as one error, or as sentences by field. */
function listed(errors: unknown): unknown {
	if (typeof errors !== 'object' || errors === null) return typeof errors === 'string' ? [errors] : undefined;
	const all: unknown[] = Array.isArray(errors) ? errors : 'message' in errors ? [errors] : Object.values(errors).flat();
	return all.filter((one) => typeof one === 'string' || (typeof one === 'object' && one !== null));
}

const Cost = z.object({
	requestedQueryCost: z.number(),
	throttleStatus: z.object({
		maximumAvailable: z.number().optional(),
		currentlyAvailable: z.number(),
		restoreRate: z.number().positive(),
	}),
});

const Body = z.object({
	data: z.record(z.unknown()).nullish(),
	errors: z.preprocess(listed, z.array(TopLevelError).optional()),
	extensions: z
		.object({ cost: Cost.optional().catch(undefined) })
		.passthrough()
		.nullish()
		.catch(undefined),
});

const UserError = z.union([
	z.object({
		code: z.string().nullish().catch(undefined),
		field: z
			.union([z.array(z.union([z.string(), z.number().transform(String)])), z.string().transform((one) => [one])])
			.nullish()
			.catch(undefined),
		message: z.string(),
	}),
	z.string().transform((message) => ({ code: undefined, field: undefined, message })),
]);

type Of = Pick<GraphqlDocument, 'name' | 'repeatable' | 'mayBeWithheld'> & { text?: string };

export type Reading =
	{ data: Record<string, unknown>; withheld: string[]; cost?: CostOf } | { throttledForMs: number; cost?: CostOf };

const connection = 'shopify';

/**
 * Reads an answer of the Admin GraphQL API. Shopify speaks through three channels: the HTTP status, top-level `errors` (with 200),
 * and `userErrors` inside the data. Returns the data, or how long to wait when throttled; throws EffectError for everything else.
 */
export function readAnswer({ status, body }: Pick<HttpResponse, 'status' | 'body'>, operation: Of): Reading {
	if (status < 200 || status >= 300) throw ofStatus(status, body);
	const parsed = Body.safeParse(body);
	if (!parsed.success || (!parsed.data.data && !parsed.data.errors?.length)) {
		throw fail(
			"Shopify's answer cannot be read",
			operation.repeatable ? 'retryable' : 'unknown_outcome',
			'Check the Base URL in the credential: something else than Shopify may answer there.',
		);
	}
	const { data, errors = [], extensions } = parsed.data;
	if (errors.some((one) => codeOf(one) === 'THROTTLED' || /^throttled$/i.test(one.message)))
		return { throttledForMs: waitFor(extensions?.cost), cost: extensions?.cost };
	const withheld = errors.filter((one) => isWithheld(one, operation));
	const grave = errors.find((one) => !withheld.includes(one));
	if (grave)
		throw wasCarriedOut(grave, data, operation) ? unreadResult(grave, operation) : ofTopLevel(grave, operation);
	for (const [root, value] of Object.entries(data ?? {})) throwUserErrors(root, value);
	return { data: data!, withheld: withheld.map((one) => (one.path ?? []).join('.')), cost: extensions?.cost };
}

/** Milliseconds until the cost bucket holds what the request needs. */
function waitFor(cost: z.infer<typeof Cost> | undefined): number {
	if (!cost) return 1000;
	const { currentlyAvailable, restoreRate } = cost.throttleStatus;
	return Math.max(100, Math.ceil(((cost.requestedQueryCost - currentlyAvailable) / restoreRate) * 1000));
}

/** Whether a change was made all the same: only a part of its result is kept back. */
function wasCarriedOut(
	{ path }: TopLevelError,
	data: Record<string, unknown> | null | undefined,
	{ repeatable, text }: Of,
) {
	const isChange = !repeatable || text?.startsWith('mutation');
	return isChange && (path?.length ?? 0) > 1 && !!data?.[String(path![0])];
}

function unreadResult({ message, path, ...error }: TopLevelError, { name }: Of): EffectError {
	return fail(
		`Shopify keeps back a part of what ${name} gives (${path!.join('.')}): ${cutText(message, 200)}`,
		'unknown_outcome',
		'It may have been done, so it is looked up before anything is tried again. When it stays, give the app the access scope that is named.',
		codeOf({ message, ...error }) || undefined,
	);
}

function ofStatus(status: number, body: unknown): EffectError {
	const advice: Record<number, string> = {
		401: 'Check the keys in the Shopify credential; its Test button tells whether they work.',
		402: 'The shop is frozen until its bill is paid.',
		403: 'The app may not use this shop. Install it there, and check its access scopes.',
		404: 'Check Shop and API Version in the Shopify credential.',
		423: 'Shopify has locked the shop; ask Shopify support.',
	};
	// Its words at a rejected key may quote it.
	const said = status === 401 ? [] : (Body.safeParse(body).data?.errors ?? []);
	const words = said.length ? `: ${cutText(said.map(({ message }) => message).join(' '), 200)}` : '';
	const message = `Shopify refused the request (${status})${words}`;
	if (advice[status]) return refused(message, advice[status], undefined, status);
	if (status === 430) return fail(message, 'retryable', 'It is tried again later.', undefined, status);
	return fail(
		message,
		'rejected',
		"Look up this status in Shopify's documentation of the Admin API.",
		undefined,
		status,
	);
}

/** Only personal data that the app is not approved for, in fields that the operation can do without. */
function isWithheld(error: TopLevelError, { mayBeWithheld = [] }: Of): boolean {
	return codeOf(error) === 'ACCESS_DENIED' && (error.path ?? []).some((part) => mayBeWithheld.includes(String(part)));
}

function ofTopLevel(error: TopLevelError, { name, repeatable }: Of): EffectError {
	const code = codeOf(error);
	const idempotency = ofIdempotency(`${code} ${error.message}`);
	if (idempotency) return idempotency;
	// Its own failures do not always come with a code.
	const isFailure = !code && /internal error|went wrong|timed? ?out/i.test(error.message);
	// Nor do those of a value that is not of its type.
	const isOfValue = !code && !!error.extensions?.problems?.length;
	switch (isFailure ? 'INTERNAL_SERVER_ERROR' : isOfValue ? 'INVALID_VARIABLE' : code) {
		case 'ACCESS_DENIED': {
			const known = toldInWords.find(({ says, of }) => !of && says.test(error.message));
			if (known)
				return fail(
					`The Shopify app may not do ${name}: ${cutText(error.message, 200)}`,
					'configuration',
					known.advice,
					code,
				);
			const scopes = [...error.message.matchAll(/`((?:read|write)_[a-z_]+)`/g)].map(([, scope]) => scope);
			const wanted = scopes.length
				? `the access scope ${scopes.join(' or ')}`
				: 'the scopes read_orders, read_returns, write_returns and write_orders';
			return refused(
				`The Shopify app may not do ${name}${scopes.length ? '' : `: ${cutText(error.message, 200)}`}`,
				`Give the app ${wanted}, release the new version and accept it in the shop.`,
				code,
			);
		}
		case 'SHOP_INACTIVE':
			return refused(
				`The shop is closed: ${cutText(error.message, 200)}`,
				"Look at the shop's plan and bills in Shopify's admin (Settings, Plan).",
				code,
			);
		case 'RESOURCE_NOT_FOUND':
			return new EffectError(`Shopify has nothing under this ID: ${gidIn(error.message)}`, {
				category: 'invalid_input',
				connection,
				code,
				// A webhook tells of an order or a return a moment before it can be read.
				notYet: repeatable && /gid:\/\/shopify\/(Order|Return)\//.test(error.message),
				advice: 'Check the ID; it must be of the right kind, e.g. gid://shopify/Return/123 for a return.',
			});
		case 'INVALID_VARIABLE': {
			const field = error.extensions?.problems?.[0]?.path?.join('.');
			return fail(
				`Shopify does not take the value of ${field ?? 'a field'}`,
				'invalid_input',
				'Correct that value in the node.',
				code || undefined,
			);
		}
		case 'MAX_COST_EXCEEDED':
			return fail(
				`${name} asks Shopify for more at once than it gives: ${cutText(error.message, 200)}`,
				'rejected',
				'Nothing is wrong with the key or the order. Ask for less where the node has a Limit; else report it to this package.',
				code,
			);
		case 'INTERNAL_SERVER_ERROR':
		case 'TIMEOUT':
			return fail(
				'Shopify had an internal failure',
				repeatable ? 'retryable' : 'unknown_outcome',
				'It is looked up before anything is tried again, so nothing is done twice.',
				code || undefined,
			);
		default:
			return fail(
				`Shopify refused ${name}: ${cutText(error.message, 200) || code || 'it does not say why'}`,
				code === 'BAD_REQUEST' ? 'rejected' : 'configuration',
				'Choose another API Version in the Shopify credential; report it when it stays.',
				code || undefined,
			);
	}
}

/**
 * Errors of `@idempotent`; by code where Shopify sends one, by message on payloads whose errors have none
 * (docs/facts/shopify.md#three-ways-to-be-refused).
 */
function ofIdempotency(text: string): EffectError | undefined {
	if (!/idempoten/i.test(text)) return undefined;
	if (/CONCURRENT|in progress|being processed/i.test(text))
		return fail(
			'Shopify is still at work on the same request',
			'retryable',
			'It is tried again later, and not done twice.',
			'IDEMPOTENCY_CONCURRENT_REQUEST',
		);
	if (/MISMATCH|different parameters/i.test(text))
		return fail(
			'The same reference was sent to Shopify before with other values',
			'rejected',
			'Look in Shopify at what was done then. For something else use a new reference.',
			'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
		);
	if (/PREVIOUS_ATTEMPT_FAILED|previous attempt/i.test(text))
		return fail(
			'An earlier try under this reference failed at Shopify',
			'rejected',
			'Look in Shopify at what was done then, and use a new reference.',
			'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
		);
	return undefined;
}

/** User errors that are no plain refusal, by code. */
const categories: Record<string, ErrorCategory> = {
	MISSING_PERMISSION: 'configuration',
	APP_NOT_AUTHORIZED: 'configuration',
	INTERNAL_ERROR: 'unknown_outcome',
	SERVICE_UNAVAILABLE: 'retryable',
	OPERATION_IN_PROGRESS: 'retryable',
	LIMIT_REACHED: 'retryable',
	CHANGE_FROM_QUANTITY_STALE: 'retryable',
};

/** What says nothing against the connection: Shopify is up, and somebody else was faster. */
const ofOthers = ['CHANGE_FROM_QUANTITY_STALE'];

const advices: Record<string, string> = {
	CHANGE_FROM_QUANTITY_STALE:
		'Somebody changed the stock in between. A step that reads the stock first, as that of template 31-stock, is tried again with what it is now; else read it again and use a new Change Reference.',
	OPERATION_IN_PROGRESS: 'It is tried again later: Shopify runs only a few bulk operations at once.',
	LIMIT_REACHED: 'It is tried again later: Shopify runs only a few bulk operations at once.',
};

/** Refusals that say in their message what is to be changed, and where: not in the return or the order. */
const toldInWords: Array<{ says: RegExp; of?: RegExp; category: ErrorCategory; advice: string }> = [
	{
		says: /protected customer data|not approved to (subscribe|access|use)/i,
		category: 'configuration',
		advice:
			'Ask for protected customer data in the Dev Dashboard: your app, API access, Protected customer data access. Or take the topics that carry it out of the trigger. Then publish again.',
	},
	{
		of: /^webhookSubscription/,
		says: /address (is invalid|is not allowed|can't|cannot|protocol)|invalid (callback|webhook|uri|url)|uri (is )?(invalid|not)/i,
		category: 'configuration',
		advice:
			"Shopify sends webhooks to public https addresses only. Set n8n's WEBHOOK_URL to the address under which it is reached from outside, e.g. https://n8n.example.com/, restart n8n and publish again.",
	},
	{
		of: /^webhookSubscription/,
		says: /already been taken/i,
		category: 'configuration',
		advice:
			'Another workflow or app registration has this address and topic in this shop. Unpublish it, or remove the webhook in Shopify, then publish again.',
	},
	{
		says: /arbitrary refund/i,
		category: 'rejected',
		advice:
			'This shop takes no refund of an amount alone. The items and a reason for the difference were sent as well, as far as the case knows them. Make this refund in Shopify (the order, Refund, choose the items), then record it with Return Case: Settle by Hand.',
	},
];

/** Where a person sees why something was refused, by what was asked for. */
const places: Array<[root: RegExp, advice: string]> = [
	[
		/^webhookSubscription/,
		'Shopify did not take a webhook. Check the topics in the trigger, and that the app has the access scope of each (read_returns, read_orders, read_shopify_payments_disputes); then publish again.',
	],
	[/^inventory/, "Look at the item's inventory and its locations in Shopify's admin (Products, Inventory)."],
	[
		/^metafields/,
		"Look at the metafield and its definition in Shopify's admin (Settings, Metafields and metaobjects).",
	],
	[/^storeCredit/, "Look at the customer's store credit in Shopify's admin (Customers)."],
	[
		/^giftCard/,
		"Look at the gift cards in Shopify's admin (Products, Gift cards), and whether the shop's plan has them.",
	],
	[/^bulkOperation/, 'Choose another API Version in the Shopify credential; report it when it stays.'],
];

function whereToLook(root: string): string {
	return places.find(([of]) => of.test(root))?.[1] ?? "Open the return or order in Shopify's admin to see why.";
}

function throwUserErrors(root: string, value: unknown): void {
	if (typeof value !== 'object' || value === null) return;
	for (const [name, given] of Object.entries(value)) {
		const errors = /userErrors$/i.test(name) ? listed(given) : undefined;
		if (!Array.isArray(errors) || !errors.length) continue;
		const told = errors.flatMap((one) => UserError.safeParse(one).data ?? []);
		const { code, field } = told[0] ?? {};
		const message = [...new Set(told.map((one) => one.message))].join(' ') || `${root} was refused`;
		const idempotency = ofIdempotency(`${code ?? ''} ${message}`);
		if (idempotency) throw idempotency;
		const known = toldInWords.find(({ says, of }) => says.test(message) && (!of || of.test(root)));
		const category = categories[code ?? ''] ?? known?.category ?? 'rejected';
		throw new EffectError(`Shopify refused: ${message}`, {
			category,
			...(!ofOthers.includes(code ?? '') && { connection }),
			// What is wrong with an address or an approval says nothing against the key.
			credentialRefused: category === 'configuration' && !known,
			code: code ?? undefined,
			field: field?.join('.'),
			advice: advices[code ?? ''] ?? known?.advice ?? whereToLook(root),
		});
	}
}

function codeOf(error: TopLevelError): string {
	return error.extensions?.code ?? '';
}

function gidIn(message: string): string {
	return /gid:\/\/shopify\/[A-Za-z]+\/\d+/.exec(message)?.[0] ?? 'the ID given';
}

/** The app, its key or its rights are refused: it would be the same for every case of this shop. */
function refused(message: string, advice: string, code?: string, httpStatus?: number): EffectError {
	return new EffectError(message, {
		category: 'configuration',
		connection,
		credentialRefused: true,
		advice,
		code,
		httpStatus,
	});
}

function fail(
	message: string,
	category: ErrorCategory,
	advice: string,
	code?: string,
	httpStatus?: number,
): EffectError {
	return new EffectError(message, { category, connection, advice, code, httpStatus });
}
