import { invalidInput, Decision, jsonOf, parsed } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { gidOf } from '../graphql/gid';

/** The return's gid, from the parameter or from the case; undefined when the case has none (it came through another channel). */
export async function returnIdOf(context: OperationContext): Promise<string | undefined> {
	const given = String(context.param<unknown>('returnId', '') ?? '').trim();
	if (given) {
		const id = gidOf('Return', given);
		if (!id)
			throw invalidInput(
				`"${given}" is no return of Shopify`,
				'Give its ID, e.g. gid://shopify/Return/3547267221, or leave Return ID empty to take it from the case.',
				'returnId',
			);
		return id;
	}
	if (context.store) return (await context.requireCase()).ids['shopify.return'];
	throw invalidInput(
		'No return is named',
		'Give Return ID, or choose a Return Case credential so that the case names it.',
		'returnId',
	);
}

/** The Decision parameter; undefined when it is empty. Throws EffectError when it is something else than a decision. */
export function decisionOf(context: OperationContext): Decision | undefined {
	const given = context.param<unknown>('decision', undefined);
	if (given === undefined || given === null || given === '') return undefined;
	return parsed(Decision, typeof given === 'string' ? jsonOf(given) : given, ({ at, message }) =>
		invalidInput(
			`Decision is no decision of Return Policy: ${at || 'it'} ${message}`,
			'Take it from Return Policy: Evaluate, or leave it empty.',
			'decision',
		),
	);
}
