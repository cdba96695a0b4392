import { portion } from '../../shared/model';
import { offerOf } from '../offers';
import { percentOfLine } from '../../shared/case/worth';
import type { Part } from './part';
import type { DuePieces, PricedCase } from './duePieces';

/**
 * What store credit is worth more than what is owed, by the rules that the return was decided by: of each line what goes back of it, fees of the
 * whole return left out. `owed`: what goes back, which is less than the parts when less is left of what was paid; then the bonus is less by as
 * much. In minor units. Pure.
 */
export function bonusFor(input: PricedCase, due: DuePieces[], parts: Part[], owed: number): number {
	const worth = parts.reduce((sum, { amount }) => sum + amount.amount, 0);
	const whole = due.reduce((sum, { line, bought }) => {
		const { bonusBasisPoints = 0, resolutions = [] } = offerOf(input, line.id) ?? {};
		if (!resolutions.includes('store_credit')) return sum;
		const goesBack = parts.reduce((of, part) => of + (part.line === line.id ? part.amount.amount : 0), 0);
		return sum + percentOfLine(bought, Math.max(0, goesBack), bonusBasisPoints);
	}, 0);
	return owed < worth ? portion(whole, owed, worth) : whole;
}
