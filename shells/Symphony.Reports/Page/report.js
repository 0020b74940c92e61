'use strict';
// A crosshair that reads the charts. Without it the page loses nothing but the reading.
document.querySelectorAll('figure[data-hover]').forEach(figure => {
  const data = JSON.parse(figure.querySelector('script').textContent);
  const area = figure.querySelector('.area');
  const cross = figure.querySelector('.cross');
  const date = figure.querySelector('.legend time');
  const readouts = Array.from(figure.querySelectorAll('.key b'));
  const atRest = readouts.map(readout => readout.textContent);
  const dateAtRest = date.textContent;
  const styles = Array.from(figure.querySelectorAll('.swatch path')).map(path => path.getAttribute('class'));
  const dots = styles.map(style => {
    const dot = document.createElement('i');
    dot.className = 'dot ' + style;
    area.appendChild(dot);
    return dot;
  });

  const nearest = place => {
    let low = 0, high = data.x.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (data.x[middle] > place) { high = middle; } else { low = middle; }
    }
    return data.x[high] - place > place - data.x[low] ? low : high;
  };

  const read = event => {
    const box = area.getBoundingClientRect();
    const bar = nearest((event.clientX - box.left) / box.width * 1000);
    const left = data.x[bar] / 10 + '%';
    cross.style.left = left;
    date.textContent = data.d[bar];
    readouts.forEach((readout, line) => {
      const top = data.y[line][bar];
      readout.textContent = data.v[line][bar];
      dots[line].style.left = left;
      dots[line].style.top = top + '%';
      dots[line].hidden = top === null;
    });
    figure.classList.add('reading');
  };

  const rest = () => {
    figure.classList.remove('reading');
    date.textContent = dateAtRest;
    readouts.forEach((readout, line) => { readout.textContent = atRest[line]; });
  };

  area.addEventListener('pointermove', read);
  area.addEventListener('pointerdown', read);
  area.addEventListener('pointerleave', rest);
  area.addEventListener('pointercancel', rest);
});
