import { createHash } from 'node:crypto';
import { z } from 'zod';
import { loadedOne, type PlannedCall } from './calls';

const Answered = z.object({ type: z.literal('n8n_batch'), answers: z.array(z.unknown()) });

/** Records that `load` or an action of ours has made or found. */
const Made = z.union([
	z.object({ ids: z.array(z.number()) }).transform(({ ids }) => ids),
	z.object({ type: z.literal('n8n'), res_id: z.number() }).transform(({ res_id }) => [res_id]),
]);

/** Answers that were given before they were asked for. All clients of one operation share them. */
export class ReadAhead {
	private answers: Array<{ key: string; answer: unknown }> = [];

	/** `action`: id of the batch action, when the settings name one. */
	constructor(public action?: number) {}

	/** Keeps what the batch action has answered. False when it is not the batch action that has answered. */
	keep(calls: PlannedCall[], body: unknown): boolean {
		const answered = Answered.safeParse(body);
		if (!answered.success) return false;
		let made: number[] = [];
		this.answers = answered.data.answers.flatMap((answer, index) => {
			const { model, method, args } = calls[index];
			made = Made.safeParse(answer).data ?? made;
			return answer === 'unknown' ? [] : [{ key: keyOf(model, method, withIds(args, made)), answer }];
		});
		return true;
	}

	/**
	 * The answer to a call, when it was made ahead. Those before it are over: their calls were not needed. A call that was not made ahead
	 * may change what the others have read, so it drops them.
	 */
	take(model: string, method: string, args: Record<string, unknown>): { answer: unknown } | undefined {
		const key = this.answers.length ? keyOf(model, method, args) : '';
		const at = this.answers.findIndex((one) => one.key === key);
		const found = this.answers[at];
		this.answers = at < 0 ? [] : this.answers.slice(at + 1);
		return found;
	}
}

function keyOf(model: string, method: string, args: Record<string, unknown>): string {
	return createHash('sha256')
		.update(JSON.stringify([model, method, Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))]))
		.digest('hex');
}

/** A call's arguments with the ids that it was really made with. */
function withIds(args: Record<string, unknown>, made: number[]): Record<string, unknown> {
	const real = (value: unknown) =>
		value === loadedOne ? made[0] : Array.isArray(value) && value.length === 1 && value[0] === loadedOne ? made : value;
	return {
		...args,
		...('ids' in args && { ids: real(args.ids) }),
		...(Array.isArray(args.domain) && {
			domain: args.domain.map((leaf: unknown) => (Array.isArray(leaf) ? [leaf[0], leaf[1], real(leaf[2])] : leaf)),
		}),
	};
}
