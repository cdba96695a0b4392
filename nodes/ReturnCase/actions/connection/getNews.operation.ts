import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { ConnectionState } from '../../../shared/store/store';
import { Settings } from '../../../shared/model';
import { z } from 'zod';
import type { OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Get News',
	value: 'getNews',
	action: 'Get connection news',
	description: 'Get the connections paused or resumed since this was asked last, each once',
};

export const description: INodeProperties[] = [];

export const asTool = 'whenAllowed';

export const output = ConnectionState.extend({ summary: z.string(), settings: Settings });

/** Pauses and ends of pauses since this was asked last, each once. A test run looks, and leaves them for the published flow. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const store = context.requireStore();
	const news = context.dryRun ? await store.connections.list() : await store.connections.news();
	const settings = (await store.settings.get('default')) as unknown as IDataObject;
	return news.map((state) => ({ ...state, summary: summaryOf(state), settings }));
}

function summaryOf({ connection, account, paused, byHand, pausedAt, reason = '' }: ConnectionState): string {
	const name = account ? `${connection} "${account}"` : connection;
	if (!paused) return `Connection resumed: ${name} answers again; its steps go on.`;
	const why = reason && !/[.!?]$/.test(reason) ? `${reason}.` : reason;
	return byHand
		? `Connection Paused: ${name}, by hand, since ${pausedAt}. ${why} Resume it with Return Case: Resume Connection.`
		: `Connection Paused: ${name}, since ${pausedAt}. ${why} Its steps wait without using up their tries; it is tested again by itself.`;
}
