import type { RefundIntent } from '../../shared/model';

/** One part of what a refund is made of; fees are negative. */
export type Part = RefundIntent['breakdown'][number];
