import type { CaseState } from '../../shared/case';
import { isKept } from '../../shared/case/expected';
import { orderLineOf } from '../../shared/case/soldLine';
import type { GoodsLine } from './packGoods';

/**
 * What is expected back and has not come, each line with what a piece of it weighs, when a system that knows the order says it. When all of it has come,
 * all that was expected: who asks for its label then, in a step that is tried again, means the one that it came with.
 */
export function goodsOfReturn(state: Pick<CaseState, 'lines' | 'orders' | 'decision'>): GoodsLine[] {
	const expected = state.lines.filter(({ id }) => !isKept(state, id));
	const hasCome = expected.every(({ quantities: { approved, received } }) => received >= approved);
	return expected
		.map(({ quantities: { approved, received }, ...line }) => {
			const weight = Object.values(state.orders)
				.map((order) => orderLineOf(line, order)?.weight)
				.find((known) => known !== undefined && known > 0);
			const quantity = hasCome ? approved : Math.max(0, approved - received);
			return { line: line.id, quantity, ...(weight && { weight }) };
		})
		.filter(({ quantity }) => quantity > 0);
}
