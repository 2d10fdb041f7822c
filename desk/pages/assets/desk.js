// What pages do beside their links and forms: clocks go on, focus follows, news is told. All of it can be done without.
(() => {
  const MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR, SOON = HOUR, EXACT_WITHIN = 6 * HOUR, TICK = 15000;

  // The same words as desk/pages/wording.py; a test holds the two against each other.
  const span = left => {
    if (left < MINUTE) return 'chưa đầy 1 phút';
    if (left < HOUR) return `${Math.floor(left / MINUTE)} phút`;
    if (left >= DAY) return `${Math.floor(left / DAY)} ngày`;
    const minutes = left < EXACT_WITHIN ? Math.floor(left % HOUR / MINUTE) : 0;
    return `${Math.floor(left / HOUR)} giờ` + (minutes ? ` ${minutes} phút` : '');
  };
  const due = left => left < 0 ? `quá hạn ${span(-left)}` : `còn ${span(left)}`;
  const state = left => left < 0 ? 'overdue' : left <= SOON ? 'soon' : 'later';

  const tick = () => {
    for (const clock of document.querySelectorAll('time.due[datetime]')) {
      const left = new Date(clock.dateTime) - Date.now(), said = due(left), now = state(left);
      if (clock.textContent !== said) clock.textContent = said;
      for (const shown of [clock, clock.closest('.row')]) {
        if (shown && !shown.classList.contains(now)) { shown.classList.remove('overdue', 'soon', 'later'); shown.classList.add(now); }
      }
    }
  };
  tick();
  setInterval(tick, TICK);
  window.deskClock = {due, state};

  // A page that came without a load: from its top, and whoever hears it is told where they are.
  document.addEventListener('htmx:after:swap', () => {
    tick();
    document.querySelector('.errors')?.focus();
  });
  document.addEventListener('htmx:after:history:update', () => {
    const main = document.querySelector('main');
    if (main && !main.contains(document.activeElement)) { scrollTo(0, 0); main.focus({preventScroll: true}); }
  });
  document.addEventListener('htmx:error', event => {
    const acted = event.detail?.ctx?.request?.method?.toUpperCase() === 'POST';
    const told = document.getElementById('told');
    if (!told || event.detail?.ctx?.sourceElement?.dataset.look !== undefined) return;
    told.textContent = acted
      ? 'Mạng đã ngắt nên chưa biết thao tác đã được ghi hay chưa. Khi có mạng hãy bấm lại: thao tác chỉ được ghi một lần.'
      : 'Không liên lạc được với bàn biên tập. Khi có mạng hãy bấm lại.';
    told.hidden = false;
  });

  // News: what shows the article that changed, or a list, looks again; a few at a time, or all would ask at once.
  document.addEventListener('desk:look', event => {
    const told = new Set(event.detail.split(' '));
    for (const each of document.querySelectorAll('[data-look]')) {
      const wanted = each.dataset.look.split(' ');
      if (told.has('*') || told.has('rights') || wanted.includes('any') || wanted.some(mark => told.has(mark))) {
        clearTimeout(each.looking);
        each.looking = setTimeout(() => each.isConnected && htmx.trigger(each, 'look'), 100 + Math.random() * 300);
      }
    }
  });

  // New rows are not pushed under the thumb: a button says how many there are.
  const keys = root => new Set([...root.querySelectorAll('[data-key]')].map(row => row.dataset.key));
  document.addEventListener('htmx:before:swap', event => {
    const ctx = event.detail.ctx, list = ctx?.sourceElement;
    if (!list?.matches?.('[data-rows]') || list.wanted) { if (list) list.wanted = false; return; }
    const here = keys(list), there = keys(new DOMParser().parseFromString(ctx.text, 'text/html'));
    const more = [...there].filter(key => !here.has(key)).length;
    if (!more) return;
    event.preventDefault();
    const news = document.querySelector('.news');
    news.hidden = false;
    news.querySelector('button').textContent = `${more} việc mới`;
  });
  document.addEventListener('click', event => {
    const list = event.target.closest('.news') && document.querySelector('[data-rows]');
    if (list) { list.wanted = true; htmx.trigger(list, 'look'); event.target.closest('.news').hidden = true; }
  });

  navigator.serviceWorker?.register('/sw.js').catch(() => {});
})();
