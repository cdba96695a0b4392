import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';
import { nodeHttp, parsedAnswer, type Http } from '../../shared/effect';
import { withoutSlash, type ErrorCategory } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { paypalError } from './paypalError';

export const credentialType = 'returnsPayPalApi';
/** PayPal answers with everything that it has made, not only with its id. */
const wholeAnswer = { Prefer: 'return=representation' };

/** Any node that may have the credential. */
type Node = Parameters<typeof nodeHttp>[0];

/** PayPal's REST API, signed in with the node's credential. Methods throw EffectError; nothing here changes anything but `post` and `remove`. */
export interface PayPal {
	/** Where it is asked: decides whose certificates are trusted. */
	readonly baseUrl: string;
	get<T extends z.ZodTypeAny>(path: string, schema: T, qs?: IDataObject): Promise<z.output<T>>;
	/** A write. PayPal does its work once under a request id; without one it must be one that may be done twice. */
	post<T extends z.ZodTypeAny>(path: string, body: object, schema: T, requestId?: string): Promise<z.output<T>>;
	/** Deletes; false when it was gone already. */
	remove(path: string): Promise<boolean>;
}

/** The API client of an operation's item. */
export async function paypalOf(context: OperationContext): Promise<PayPal> {
	const client = await paypalOfNode(context.node);
	return {
		...client,
		post: async (path, ...rest) => {
			context.assertMayChange(`PayPal's POST ${path}`);
			return await client.post(path, ...rest);
		},
	};
}

/** The API client of any node that has the credential. */
export async function paypalOfNode(node: Node): Promise<PayPal> {
	const { baseUrl } = await node.getCredentials<{ baseUrl: string }>(credentialType);
	return paypal(nodeHttp(node, { connection: 'paypal', credentialType }), baseUrl);
}

export function paypal(http: Http, baseUrl: string): PayPal {
	const root = withoutSlash(baseUrl);
	// The token lives some hours (docs/facts/paypal.md#the-access-token).
	const usual = { repeatable: true, expiringToken: true };

	return {
		baseUrl: root,
		async get(path, schema, qs) {
			const { status, body } = await http({ ...usual, method: 'GET', url: root + path, qs });
			if (status >= 400) throw paypalError(status, body);
			return answerOf(schema, body, 'rejected');
		},
		async post(path, sent, schema, requestId) {
			const { status, body } = await http({
				...usual,
				method: 'POST',
				url: root + path,
				body: sent as IDataObject,
				headers: { ...wholeAnswer, ...(requestId && { 'PayPal-Request-Id': requestId }) },
			});
			if (status >= 400) throw paypalError(status, body);
			return answerOf(schema, body, 'unknown_outcome');
		},
		async remove(path) {
			const { status, body } = await http({ ...usual, method: 'DELETE', url: root + path });
			if (status === 404) return false;
			if (status >= 400) throw paypalError(status, body);
			return true;
		},
	};
}

/** PayPal's answer, checked; `category` says what a misshapen one means (after a write: that its outcome is unknown). */
function answerOf<T extends z.ZodTypeAny>(schema: T, body: unknown, category: ErrorCategory): z.output<T> {
	return parsedAnswer(schema, body, { provider: 'PayPal', connection: 'paypal' }, category);
}
