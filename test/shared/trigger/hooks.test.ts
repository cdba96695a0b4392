import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { invalidInput } from '../../../nodes/shared/model';
import {
	addressOf,
	assertEvents,
	isByHand,
	receiverOf,
	reported,
	tellLost,
	workflowOf,
} from '../../../nodes/shared/trigger';
import type { CaseStore } from '../../../nodes/shared/store';

const hookOf = (parameters: Record<string, unknown> = {}, name?: string) =>
	({
		getWorkflow: () => ({ id: 'w1', name }),
		getNode: () => ({ id: 'n1', name: 'A Trigger', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} }),
		getNodeWebhookUrl: () => 'https://n8n.example/webhook/1',
		getNodeParameter: (field: string, fallback: unknown) => parameters[field] ?? fallback,
	}) as unknown as IHookFunctions;

it('names a trigger, its workflow and its address', () => {
	expect(receiverOf(hookOf())).toBe('w1/n1');
	expect([workflowOf(hookOf()), workflowOf(hookOf({}, 'Returns'))]).toEqual(['w1', 'Returns']);
	expect(addressOf(hookOf())).toBe('https://n8n.example/webhook/1');
	expect([isByHand(hookOf()), isByHand(hookOf({ registration: 'manual' }))]).toEqual([false, true]);
});

it('a trigger that listens for nothing is not published', () => {
	expect(() => assertEvents(hookOf({ events: [] }))).toThrow('No event is chosen');
	expect(() => assertEvents(hookOf({ events: ['a'] }))).not.toThrow();
});

it('what hinders publishing is shown as an error of n8n, with the advice', async () => {
	expect(await reported(hookOf(), async () => 7)).toBe(7);
	const work = async () => await Promise.reject(invalidInput('Not like this', 'Like that.', 'events'));
	const error = await reported(hookOf(), work).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({ message: 'Not like this', description: 'Field: events. Like that.' });
});

it('the operator is told of lost webhooks once a day', async () => {
	const notices: unknown[] = [];
	const store = { notices: { put: async (notice: unknown) => void notices.push(notice) } } as unknown as CaseStore;
	await tellLost(store, 'shop', 'w1/n1', { message: 'Gone.', advice: 'Look.' });
	const day = new Date().toISOString().slice(0, 10);
	expect(notices).toEqual([
		{ key: `webhooks-lost/shop/w1/n1/${day}`, owner: 'operator', message: 'Gone.', advice: 'Look.' },
	]);
});
