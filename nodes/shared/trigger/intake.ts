import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { EffectError } from '../model';
import { isStoreFailure } from '../store/failure';
import { askAgain } from './webhook';

/**
 * Answers a message that could not be taken in: the sender shall send it again, and the log says why. The case store is named only when
 * it was that. `provider`: as people call it; `about`: what names the message, without personal data.
 */
export function notTakenIn(
	webhook: IWebhookFunctions,
	error: unknown,
	provider: string,
	about: IDataObject,
): IWebhookResponseData {
	webhook.logger.error(
		`${webhook.getNode().name}: ${whatFailed(error, provider)}, so ${provider} was asked to send its message again`,
		{ ...about, reason: reasonOf(error) },
	);
	return askAgain(webhook);
}

function whatFailed(error: unknown, provider: string): string {
	if (isStoreFailure(error)) return 'the case store failed';
	if (error instanceof EffectError && error.details.connection) return `${provider} could not be asked`;
	return 'something failed';
}

/** What a piece of work gives; undefined, and a line in the log that says why, when it fails: for what must not hold up the rest. */
export async function ifPossible<T>(
	node: Pick<IWebhookFunctions, 'logger' | 'getNode'>,
	what: string,
	work: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await work();
	} catch (error) {
		warn(node, `${what} was not possible`, error);
		return undefined;
	}
}

/** Says in the log what was left undone, and why. */
export function warn(
	node: Pick<IWebhookFunctions, 'logger' | 'getNode'>,
	what: string,
	error: unknown,
	about: IDataObject = {},
): void {
	node.logger.warn(`${node.getNode().name}: ${what}`, { ...about, reason: reasonOf(error) });
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
