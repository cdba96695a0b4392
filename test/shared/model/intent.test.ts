import { intentId, isIntentOf, nextIntentNumber, referenceOfIntent } from '../../../nodes/shared/model';

it('the id of a refund names its case', () => {
	expect(intentId('RMA-1', 2)).toBe('RMA-1/R2');
	expect(referenceOfIntent('RMA-1/R2')).toBe('RMA-1');
	expect(referenceOfIntent('1001/R1.rest')).toBe('1001');
	expect([referenceOfIntent('RMA-1'), referenceOfIntent('/R1'), referenceOfIntent(undefined)]).toEqual([
		undefined,
		undefined,
		undefined,
	]);
	expect(isIntentOf('RMA-1', 'RMA-1/R2')).toBe(true);
	expect(isIntentOf('RMA-1', 'RMA-12/R2')).toBe(false);
});

it('numbers go on from the highest of the case; what is no number of it does not count', () => {
	expect(nextIntentNumber('RMA-1', [])).toBe(1);
	expect(nextIntentNumber('RMA-1', ['RMA-1/R2', 'RMA-1/R10', 'RMA-1/R3'])).toBe(11);
	expect(nextIntentNumber('RMA-1', ['RMA-1/R2.rest', 'RMA-2/R7', 'by hand', 'RMA-1/R1'])).toBe(2);
});
