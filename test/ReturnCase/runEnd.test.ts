import type { IRun } from 'n8n-workflow';
import { runEndOf } from '../../nodes/ReturnCase/trigger/runEnd';

const run = (fields: object) => fields as IRun;

describe('what an ended execution means', () => {
	it('judges by status only: n8n says finished also while it waits', () => {
		expect(runEndOf(run({ status: 'success', finished: true }))).toEqual({ kind: 'ended' });
		expect(runEndOf(run({ status: 'waiting', finished: true, waitTill: '2026-11-22T00:00:00Z' }))).toEqual({
			kind: 'waiting',
			till: Date.parse('2026-11-22T00:00:00Z'),
		});
		expect(runEndOf(undefined)).toEqual({ kind: 'duplicate' });
	});
	it('reads category, connection and pause from the plain object that n8n leaves of an error', () => {
		const error = {
			name: 'NodeApiError',
			message: 'stripe asks for fewer requests',
			description: 'Nothing is wrong',
			node: { name: 'Refund' },
			context: { category: 'retryable', connection: 'stripe', retryAfterMs: 5000, itemIndex: 0 },
		};
		expect(runEndOf(run({ status: 'error', data: { resultData: { error } } }))).toEqual({
			kind: 'failed',
			error: {
				message: 'Refund: stripe asks for fewer requests',
				advice: 'Nothing is wrong',
				category: 'retryable',
				connection: 'stripe',
				retryAfterMs: 5000,
			},
		});
	});
	it('says something even of a failure without an error', () => {
		expect(runEndOf(run({ status: 'crashed', data: { resultData: {} } }))).toEqual({
			kind: 'failed',
			error: { message: 'The execution failed' },
		});
	});
});
