import type { IWebhookFunctions } from 'n8n-workflow';
import { EffectError } from '../../../nodes/shared/model';
import { asEffectError } from '../../../nodes/shared/operation';
import { CaseNotFound, StoreUnusable } from '../../../nodes/shared/store';
import { ifPossible, notTakenIn, warn } from '../../../nodes/shared/trigger';

/** A webhook that keeps what is logged and answered. */
function webhookOf() {
	const [logs, answers]: [unknown[][], unknown[]] = [[], []];
	const response = {
		status: (code: number) => (answers.push(code), response),
		set: () => response,
		json: () => response,
	};
	const write = (...line: unknown[]) => void logs.push(line);
	return {
		webhook: {
			getNode: () => ({ name: 'A Trigger' }),
			getResponseObject: () => response,
			logger: { error: write, warn: write },
		} as unknown as IWebhookFunctions,
		logs,
		answers,
	};
}

it.each([
	[new StoreUnusable('no file', 'Choose another.'), 'the case store failed'],
	[new EffectError('no file', { category: 'configuration', connection: 'case_store' }), 'the case store failed'],
	[Object.assign(new Error('disk is full'), { code: 'ERR_SQLITE_ERROR' }), 'the case store failed'],
	[
		new EffectError('stripe answered 500', { category: 'retryable', connection: 'stripe' }),
		'Stripe could not be asked',
	],
	[new CaseNotFound('RMA-1'), 'something failed'],
	[new TypeError('x is undefined'), 'something failed'],
])('a message that is not taken in comes again, and the log says what failed: %p', (error, what) => {
	const { webhook, logs, answers } = webhookOf();
	expect(notTakenIn(webhook, error, 'Stripe', { event: 'evt_1' })).toEqual({ noWebhookResponse: true });
	expect(answers).toEqual([503]);
	expect(logs).toEqual([
		[`A Trigger: ${what}, so Stripe was asked to send its message again`, { event: 'evt_1', reason: error.message }],
	]);
});

it('what must not hold up the rest says why it was left undone', async () => {
	const { webhook, logs } = webhookOf();
	expect(await ifPossible(webhook, 'Looking', async () => 7)).toBe(7);
	expect(logs).toEqual([]);
	expect(
		await ifPossible(webhook, 'Looking', async () => await Promise.reject(new Error('no answer'))),
	).toBeUndefined();
	warn(webhook, 'left for later', 'gone', { id: 1 });
	expect(logs).toEqual([
		['A Trigger: Looking was not possible', { reason: 'no answer' }],
		['A Trigger: left for later', { id: 1, reason: 'gone' }],
	]);
});

it('an error of another kind is the cause of the one that is shown', () => {
	const own = new EffectError('no', { category: 'rejected' });
	expect(asEffectError(own)).toBe(own);
	expect(own.cause).toBeUndefined();
	const unusable = new StoreUnusable('no file', 'Choose another.');
	expect(asEffectError(unusable)).toMatchObject({ message: 'no file', category: 'configuration', cause: unusable });
	expect(new EffectError('no', { category: 'rejected' }, { cause: unusable }).cause).toBe(unusable);
});
