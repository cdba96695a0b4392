import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import { CaseNotFound, MovedOn, OutOfDate, StoreUnusable } from '../store/store';
import { Refused } from '../case/commands';
import { InvalidEvent } from '../model';
import { accountOf } from '../effect/account';
import { EffectError, type EffectErrorDetails } from '../model/effectError';

/** Any failure as an EffectError, so that every floor above speaks of category and advice. */
export function asEffectError(error: unknown): EffectError {
	if (error instanceof EffectError) return error;
	const { message } = error as Error;
	return new EffectError(message, detailsOf(error), { cause: error });
}

function detailsOf(error: unknown): EffectErrorDetails {
	if (error instanceof Refused)
		return {
			category: 'rejected',
			connection: 'case_store',
			advice: `Look at the case ${error.reference}; use Return Case: No Action when nothing is to be done.`,
		};
	if (error instanceof OutOfDate)
		return {
			category: 'retryable',
			code: 'out_of_date',
			retryAfterMs: 1_000,
			advice: 'Nothing to do: it is worked out anew and released then.',
		};
	if (error instanceof MovedOn)
		return { category: 'rejected', connection: 'case_store', advice: 'Look at it again, then decide.' };
	if (error instanceof CaseNotFound)
		return {
			category: 'invalid_input',
			connection: 'case_store',
			field: 'reference',
			advice:
				'Check the reference; small letters and spaces do not matter. The credential must name the case store in which the case was opened.',
		};
	if (error instanceof StoreUnusable)
		return { category: 'configuration', connection: 'case_store', advice: error.advice };
	if (error instanceof InvalidEvent)
		return {
			category: 'invalid_input',
			field: error.issues[0]?.field,
			advice: "Compare the data with the event's description in docs/events.md.",
		};
	return {
		category: 'unknown_outcome',
		advice: "Look at the execution's details, then replay the step.",
	};
}

/**
 * The error an analyst sees: what happened, what to do, which item. HTTP failures become NodeApiError, our own checks
 * NodeOperationError; `context` carries what the step needs (category, connection, retryAfterMs, the execution's address), since
 * n8n keeps only that (docs/facts/n8n.md#an-error-arrives-as-a-plain-object).
 */
export function toNodeError(
	node: INode,
	failure: unknown,
	itemIndex: number,
	execution?: string,
): NodeApiError | NodeOperationError {
	if (failure instanceof NodeApiError || failure instanceof NodeOperationError) return failure;
	const { message, details } = asEffectError(failure);
	const description = [details.field && `Field: ${details.field}.`, details.advice].filter(Boolean).join(' ');
	const error = details.httpStatus
		? new NodeApiError(node, { message, code: details.code } as unknown as JsonObject, {
				message,
				description,
				itemIndex,
				httpCode: String(details.httpStatus),
			})
		: new NodeOperationError(node, message, { description, itemIndex });
	const account = details.connection ? accountOf(node, details.connection) : undefined;
	Object.assign(error.context, contextOf(details), account && { account }, execution && { execution });
	return error;
}

/** What happened and what to do about it, for a page that a person reads. */
export function inWords(failure: unknown): string {
	const { message, details } = asEffectError(failure);
	return [message.replace(/\.$/, ''), details.advice].filter(Boolean).join('. ');
}

/** What an error item carries when the node goes on with other items. `told`: what happened and what to do, for a page that a person reads. */
export function errorItem(failure: unknown, itemIndex: number) {
	const { message, details } = asEffectError(failure);
	const { advice = '', field = '' } = details;
	return {
		error: message,
		details: {
			itemIndex,
			...contextOf(details),
			advice,
			field,
			told: inWords(failure),
		},
	};
}

function contextOf({ category, connection, retryAfterMs, code, credentialRefused, notYet }: EffectErrorDetails) {
	return {
		category,
		...(connection && { connection }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
		...(code && { code }),
		...(credentialRefused && { credentialRefused }),
		...(notYet && { notYet }),
	};
}
