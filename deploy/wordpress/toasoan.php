<?php
/**
 * Plugin Name: Toasoan, trang bài viết
 * Description: In những gì trang bài viết phải có để Tòa soạn đọc lại được bài đã đăng và mạng xã hội xem trước được.
 * Version: 1
 *
 * Shown facts: og:title, og:url, og:type, og:description, og:image; the summary above the text, unless the theme
 * prints it and says add_filter('toasoan_prints_summary', '__return_false').
 * The newsroom reads a draft as its page will show it: a request that carries its application password is signed in.
 */

if (!defined('ABSPATH')) {
    exit;
}

function toasoan_plain($html)
{
    return esc_attr(trim(html_entity_decode(wp_strip_all_tags($html), ENT_QUOTES, 'UTF-8')));
}

function toasoan_facts()
{
    if (!is_singular('post')) {
        return;
    }
    $post = get_queried_object();
    $facts = [
        'og:type' => 'article',
        'og:title' => toasoan_plain(get_the_title($post)),
        'og:url' => esc_url(get_permalink($post)),
        'og:description' => has_excerpt($post) ? toasoan_plain($post->post_excerpt) : '',
        'og:image' => esc_url((string) get_the_post_thumbnail_url($post, 'full')),
    ];
    foreach (array_filter($facts) as $name => $value) {
        printf("<meta property=\"%s\" content=\"%s\">\n", $name, $value);
    }
}

function toasoan_summary($content)
{
    $own = is_singular('post') && in_the_loop() && is_main_query() && get_the_ID() === get_queried_object_id();
    if (!$own || !has_excerpt() || !apply_filters('toasoan_prints_summary', true)) {
        return $content;
    }
    return '<div class="entry-summary">' . apply_filters('the_excerpt', get_the_excerpt()) . "</div>\n" . $content;
}

function toasoan_reads_a_draft()
{
    return isset($_GET['p'], $_GET['preview'], $_SERVER['PHP_AUTH_USER']) && $_SERVER['REQUEST_METHOD'] === 'GET';
}

// On lists and in previews alone: the first picture of the article stands in its text.
function toasoan_no_second_picture($html, $post)
{
    return is_singular('post') && $post === get_queried_object_id() ? '' : $html;
}

function toasoan_says_so()
{
    if (toasoan_reads_a_draft() && is_singular('post')) {
        header('X-Toasoan-Preview: ' . get_queried_object_id());
        nocache_headers();
    }
}

add_action('wp_head', 'toasoan_facts', 1);
add_action('template_redirect', 'toasoan_says_so');
add_filter('post_thumbnail_html', 'toasoan_no_second_picture', 10, 2);
add_filter('the_content', 'toasoan_summary', 99);
add_filter('application_password_is_api_request', fn ($is) => $is || toasoan_reads_a_draft());
add_filter('show_admin_bar', fn ($shown) => $shown && !toasoan_reads_a_draft());
