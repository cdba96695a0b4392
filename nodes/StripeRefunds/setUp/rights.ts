import { z } from 'zod';
import { EffectError } from '../../shared/model';
import type { SetUpCheck } from '../../shared/operation';
import type { Stripe } from '../transport/stripe';

/** Something that a key may be allowed to read, by its name where restricted keys are edited, and what it is needed for. */
interface Need {
	right: string;
	/** Lists that it opens. */
	paths: readonly string[];
	needed: 'always' | string;
}

const needs: readonly Need[] = [
	{ right: 'Charges and Refunds', paths: ['/v1/refunds', '/v1/charges'], needed: 'always' },
	{ right: 'Payment Intents', paths: ['/v1/payment_intents'], needed: 'always' },
	{
		right: 'Balance Transactions',
		paths: ['/v1/balance_transactions'],
		needed: 'payouts, and payments that were captured in part',
	},
	{ right: 'Payouts', paths: ['/v1/payouts'], needed: 'payouts' },
	{ right: 'Disputes', paths: ['/v1/disputes'], needed: 'disputes, and telling an inquiry from one' },
	{ right: 'Events', paths: ['/v1/events'], needed: 'what was missed while no webhook came' },
];

/** Where a restricted key is edited. */
export const keyPage = 'In Stripe, Developers > API keys, edit the restricted key';

/** What the key may read, right by right: each is tried with one request for at most one record. */
export async function readRights(stripe: Stripe): Promise<SetUpCheck[]> {
	const checks: SetUpCheck[] = [];
	for (const { right, paths, needed } of needs) {
		const refused = await refusal(async () => {
			for (const path of paths) await stripe.list(path, z.unknown(), {}, 1);
		});
		const always = needed === 'always';
		const why = always ? 'every refund needs it.' : `${refused ? 'only ' : ''}for ${needed}.`;
		const fix = `${keyPage}, and set ${right} to Read or Write${refused?.named ? ` (Stripe calls it ${refused.named})` : ''}.`;
		checks.push({
			what: `Right to read ${right}`,
			light: !refused ? 'ok' : always ? 'mend' : 'look',
			is: `${refused ? 'Missing' : 'There'}; ${why}`,
			fix: !refused ? '' : always ? fix : `If you need that: ${fix}`,
		});
	}
	return checks;
}

/** What Stripe said when it does not allow something; undefined when it does. Throws any other EffectError. */
export async function refusal(ask: () => Promise<unknown>): Promise<{ named?: string } | undefined> {
	try {
		await ask();
		return undefined;
	} catch (error) {
		// Some other refusals come with 403, too: they are about the account, and have a code.
		if (!(error instanceof EffectError) || error.details.httpStatus !== 403 || error.details.code === 'account_invalid')
			throw error;
		return { named: /rak_\w+/.exec(error.details.advice ?? '')?.[0] };
	}
}
