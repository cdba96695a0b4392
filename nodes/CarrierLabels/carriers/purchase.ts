import type { Answerer, EffectMemory } from '../../shared/effect';
import { EffectError } from '../../shared/model';

interface Purchase<T> {
	/** Sends the order, once. Gives the label when the answer has it. */
	order(): Promise<T | undefined>;
	/** Looks whether there is a label now. Reads only. */
	look(): Promise<T | undefined>;
	/** Forgets what was noted, so that corrected input starts anew. */
	forget(): Promise<void>;
}

/**
 * Orders a label once. Whatever the answer was, the carrier service is asked whether there is a label: that alone counts, also after a
 * refusal, which may say in unknown words that the label was bought before; the same of a pickup. Throws `unknown_outcome` while nobody can tell.
 */
export async function purchased<T>(
	{ order, look, forget }: Purchase<T>,
	{ provider, connection }: Answerer,
	thing: 'label' | 'pickup' = 'label',
): Promise<T> {
	let said: EffectError | undefined;
	try {
		const label = await order();
		if (label) return label;
	} catch (error) {
		// Nothing was sent, or it was asked to wait: there is no doubt.
		if (!(error instanceof EffectError) || error.category === 'retryable') throw error;
		said = error;
	}
	let unseen: unknown;
	const label = await look().catch((error: unknown) => {
		unseen = error;
		return undefined;
	});
	if (label) return label;
	if (said && said.category !== 'unknown_outcome' && !unseen) {
		await forget();
		throw said;
	}
	throw new EffectError(
		said?.message ?? `${provider} took the order but shows no ${thing} yet`,
		{
			category: 'unknown_outcome',
			connection,
			httpStatus: said?.details.httpStatus,
			code: said?.details.code,
			advice: `It is looked up before anything is tried again, so no second ${thing} is bought.`,
		},
		{ cause: unseen instanceof EffectError ? unseen : said },
	);
}

/**
 * The same of something that has no id before it is ordered: it is looked for, noted and ordered. `asked`: what is noted, any text.
 */
export async function purchasedUnlessThere<T>(
	{ order, look }: Pick<Purchase<T>, 'order' | 'look'>,
	memory: EffectMemory,
	asked: string,
	answerer: Answerer,
): Promise<T> {
	const there = await look();
	if (there) return there;
	await memory.note({ asked });
	const forget = async () => await memory.note({ asked: '' });
	return await purchased({ order, look, forget }, answerer, 'pickup');
}
