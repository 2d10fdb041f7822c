<?php
// php install.php SITE_FOLDER URL THEME ADMIN_PASSWORD: a site in Vietnamese with an editor for the newsroom, as JSON.
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => preg_replace('#^https?://#', '', $argv[2])];
$_SERVER += ['SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/'];
require $argv[1] . '/wp-load.php';

// Sends no mail of its installation.
function wp_new_blog_notification()
{
}
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/misc.php';
// The newsroom's user comes last: where it is not there, an earlier installation was cut off.
if (!is_blog_installed() || !username_exists('toasoan')) {
    wp_install('Cổng thông tin điện tử', 'quan-tri', 'quan-tri@example.org', true, '', $argv[4], 'vi');
}
// Not before: WordPress has globals of its own, one of them the theme.
[, , $url, $theme] = $argv;
$options = ['siteurl' => $url, 'home' => $url, 'timezone_string' => 'Asia/Ho_Chi_Minh'];
foreach ($options + ['template' => $theme, 'stylesheet' => $theme] as $name => $value) {
    update_option($name, $value);
}
global $wp_rewrite;
$wp_rewrite->set_permalink_structure('/%postname%/');
$wp_rewrite->flush_rules(true);
$user = username_exists('toasoan') ?: wp_insert_user([
    'user_login' => 'toasoan',
    'user_pass' => wp_generate_password(24),
    'user_email' => 'toasoan@example.org',
    'role' => 'editor',
    'display_name' => 'Tòa soạn',
]);
WP_Application_Passwords::delete_all_application_passwords($user);
[$given] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'toasoan']);
echo json_encode(['user' => 'toasoan', 'password' => $given, 'version' => $GLOBALS['wp_version']]);
