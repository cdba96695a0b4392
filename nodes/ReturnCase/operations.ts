import type { Operation } from '../shared/operation';
import * as alarmClose from './actions/alarm/close.operation';
import * as alarmGetMany from './actions/alarm/getMany.operation';
import * as alarmRecordFailure from './actions/alarm/recordFailure.operation';
import * as caseAskFinance from './actions/case/askFinance.operation';
import * as caseDecideRefund from './actions/case/decideRefund.operation';
import * as caseDescribe from './actions/case/describe.operation';
import * as caseFindByReference from './actions/case/findByReference.operation';
import * as caseGet from './actions/case/get.operation';
import * as caseGetMany from './actions/case/getMany.operation';
import * as caseOpen from './actions/case/open.operation';
import * as caseRecordEvent from './actions/case/recordEvent.operation';
import * as caseReleaseRefund from './actions/case/releaseRefund.operation';
import * as caseSettleByHand from './actions/case/settleByHand.operation';
import * as caseTakeInReport from './actions/case/takeInReport.operation';
import * as caseTimeline from './actions/case/timeline.operation';
import * as caseWaitForResult from './actions/case/waitForResult.operation';
import * as connectionGetMany from './actions/connection/getMany.operation';
import * as connectionGetNews from './actions/connection/getNews.operation';
import * as connectionPause from './actions/connection/pause.operation';
import * as connectionResume from './actions/connection/resume.operation';
import * as messageGetManyUnreadable from './actions/message/getManyUnreadable.operation';
import * as messageReplay from './actions/message/replay.operation';
import * as onceDo from './actions/once/do.operation';
import * as operatorLogGetMany from './actions/operatorLog/getMany.operation';
import * as settingsGet from './actions/settings/get.operation';
import * as settingsSave from './actions/settings/save.operation';
import * as stepComplete from './actions/step/complete.operation';
import * as stepGetUnserved from './actions/step/getUnserved.operation';
import * as stepHandOver from './actions/step/handOver.operation';
import * as stepHold from './actions/step/hold.operation';
import * as stepNoAction from './actions/step/noAction.operation';
import * as stepRetire from './actions/step/retire.operation';
import * as stuckStepGetMany from './actions/stuckStep/getMany.operation';
import * as stuckStepRelease from './actions/stuckStep/release.operation';
import * as stuckStepReplay from './actions/stuckStep/replay.operation';

/** Every operation by resource and name. */
export const operations: Record<string, Record<string, Operation>> = {
	alarm: { getMany: alarmGetMany, close: alarmClose, recordFailure: alarmRecordFailure },
	case: {
		open: caseOpen,
		recordEvent: caseRecordEvent,
		releaseRefund: caseReleaseRefund,
		askFinance: caseAskFinance,
		settleByHand: caseSettleByHand,
		decideRefund: caseDecideRefund,
		describe: caseDescribe,
		get: caseGet,
		getMany: caseGetMany,
		timeline: caseTimeline,
		findByReference: caseFindByReference,
		takeInReport: caseTakeInReport,
		waitForResult: caseWaitForResult,
	},
	connection: {
		getMany: connectionGetMany,
		getNews: connectionGetNews,
		pause: connectionPause,
		resume: connectionResume,
	},
	message: { getManyUnreadable: messageGetManyUnreadable, replay: messageReplay },
	once: { do: onceDo },
	operatorLog: { getMany: operatorLogGetMany },
	settings: { get: settingsGet, save: settingsSave },
	step: {
		complete: stepComplete,
		hold: stepHold,
		noAction: stepNoAction,
		retire: stepRetire,
		handOver: stepHandOver,
		getUnserved: stepGetUnserved,
	},
	stuckStep: { getMany: stuckStepGetMany, replay: stuckStepReplay, release: stuckStepRelease },
};
