/** What must come of a run, told before anything is looked at. Pure functions. */
export { type AlarmWindow, alarmWindow } from './alarm-window.ts';
export { type PredictedAlarm, predictAlarms } from './alarms.ts';
export { type Fate, type Prediction, predict } from './fates.ts';
export { type Forecast, forecast } from './forecast.ts';
