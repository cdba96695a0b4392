import { invalidInput, whyNotPayable, type RefundIntent } from '../model';

/** Throws EffectError when the provider that would pay a refund cannot pay just that amount: it is said before the refund becomes due. */
export function assertPayable({
	id,
	amount,
	payment: { processor },
}: Pick<RefundIntent, 'id' | 'amount' | 'payment'>): void {
	const why = whyNotPayable(processor, amount);
	if (why) throw invalidInput(why, `Refund ${id} needs another amount. Nothing was released.`, 'amount');
}
