<?php
// Plays faults inside the site. Each line of the file `faults` beside it is one: METHOD ROUTE WHEN WHAT [NUMBER].
// ROUTE is a piece of the REST route; WHEN is `before` or `after` the work is done; each line is used once.

function played_fault($request, $when)
{
    $path = dirname(ABSPATH) . '/faults';
    if (!is_file($path)) {
        return;
    }
    $file = fopen($path, 'r+');
    flock($file, LOCK_EX);
    $lines = array_values(array_filter(explode("\n", stream_get_contents($file))));
    $hit = null;
    foreach ($lines as $at => $line) {
        [$method, $route, $moment] = explode(' ', $line);
        if ($method === $request->get_method() && $moment === $when && str_contains($request->get_route(), $route)) {
            $hit = explode(' ', $line);
            unset($lines[$at]);
            break;
        }
    }
    ftruncate($file, 0);
    rewind($file);
    fwrite($file, implode("\n", $lines));
    fclose($file);
    if ($hit) {
        play_fault($hit[3], (int) ($hit[4] ?? 0));
    }
}

function play_fault($what, $number)
{
    match ($what) {
        'sleep' => sleep($number),
        'status' => [status_header($number), exit('<h1>Lỗi</h1>')],
        'fatal' => undefined_function_of_a_plugin(),
        'kill' => posix_kill(getmypid(), SIGKILL),
        'empty' => exit,
        'bom' => print "\u{FEFF}",
        'notice' => print "<br />\n<b>Notice</b>:  Undefined index: x in <b>/var/www/plugin.php</b> on line <b>3</b><br />\n",
    };
}

add_filter('rest_pre_dispatch', function ($result, $server, $request) {
    played_fault($request, 'before');
    return $result;
}, 10, 3);
add_filter('rest_post_dispatch', function ($response, $server, $request) {
    played_fault($request, 'after');
    return $response;
}, 10, 3);
